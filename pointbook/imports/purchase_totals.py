"""How many orders, rewards or redemptions an import would write, and for how much."""

from __future__ import annotations

from pointbook.amounts import points
from pointbook.imports.known import Known
from pointbook.imports.purchases import TIMES


def purchase_totals(kind: str, known: Known) -> dict[str, object]:
    """Counts by the kind's name; amount is the money of orders, refunds taken off."""
    records = known.records
    told: dict[str, object] = {
        "customers": records["customer_no"].n_unique() if "customer_no" in records.columns else 0,
        kind: records.height,
        "overwritten": known.overwritten,
    }
    if kind in TIMES:
        at = records[TIMES[kind]]
        told |= {"first_at": at.min(), "last_at": at.max()}
    if kind == "orders":
        told["amount"] = points(int(records["amount"].sum()))
    if kind == "redemptions":
        told["cancelled"] = int(records["is_cancelled"].sum())
    return told

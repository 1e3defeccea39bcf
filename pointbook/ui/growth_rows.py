"""From a bar of 积分增长 to the entries behind it, in 积分明细 with the filters set."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pointbook.analysis import CustomerRange, Split
from pointbook.periods import Period
from pointbook.ui import feedback, links, navigation
from pointbook.ui.colours import KIND_MEANING
from pointbook.ui.start import Page

OF_ENTRIES: Final[tuple[Split, ...]] = ("reason", "kind", "channel", "campaign", "entry_store")
OF_CUSTOMERS: Final[tuple[Split, ...]] = ("tier", "store", "region", "department")


def kinds_of(movement: str) -> list[str]:
    """The kinds of entries that a movement is the sum of."""
    return [kind for kind, meaning in KIND_MEANING.items() if meaning == movement]


def can_be_shown(customers: CustomerRange) -> bool:
    """Whether 积分明细 has filters for this range of customers."""
    return links.customers_told(customers) is not None


def open_rows(
    page: Page,
    customers: CustomerRange,
    days: Period,
    *,
    kinds: Iterable[str] = (),
    by: Split | None = None,
    group: str | None = None,
    customer_no: str | None = None,
) -> None:
    """Leave for the entries of these days; a group that no filter can name stays, and says so."""
    told = links.customers_told(customers)
    if told is None or (by is not None and (not group or by not in OF_ENTRIES + OF_CUSTOMERS)):
        feedback.note(page.say("charts.no_such_filter"))
        return
    wanted = set(kinds)
    if by == "kind":
        assert group is not None
        wanted = {group} if not wanted or group in wanted else wanted
    elif by is not None:
        told |= {by: str(group)}
    if customer_no is not None:
        told = {"customer": customer_no}
    # In the order in which the page lists them, so that the same rows have the same address.
    named = ",".join(kind for kind in KIND_MEANING if kind in wanted)
    navigation.go(
        "statement", **links.days_told(days.since, days.until), **({"kind": named} if named else {}),
        **told,
    )  # fmt: skip

"""订单、礼品、兑换记录: what an import would write of them and wrote, and what a customer has of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from pointbook.ui import feedback, tables
from pointbook.ui.figures import Figure

if TYPE_CHECKING:
    from pointbook.customers.registry import Customer
    from pointbook.imports.posting import Run
    from pointbook.ui.start import Page

_KINDS: Final = ("orders", "rewards", "redemptions")
_SHOWN: Final = 10
_ORDERS: Final = (
    "ordered_at", "order_no", "amount", "order_status", "product", "quantity", "paid_points", "store", "channel",
    "campaign", "source",
)  # fmt: skip
_REDEMPTIONS: Final = (
    "redeemed_at", "reward_name", "quantity", "redeemed_points", "redemption_state", "redemption_status",
    "redemption_no", "reward_no", "store", "channel", "source", "entry_id",
)  # fmt: skip


def planned(kind: str, totals: Mapping[str, Any]) -> list[Figure]:
    """What an import would write of one of these kinds; nothing for the others."""
    if kind not in _KINDS:
        return []
    shown = [
        Figure(kind, totals[kind], "count", exact=True),
        Figure("overwritten", totals["overwritten"], "count", exact=True),
    ]
    if "amount" in totals:
        shown.append(Figure("amount", totals["amount"], exact=True))
    if "cancelled" in totals:
        shown.append(Figure("cancelled", totals["cancelled"], "count", exact=True))
    return shown


def kind_of(run: Run) -> str | None:
    """Which of these kinds an import wrote, None if none."""
    return next((kind for kind in _KINDS if getattr(run, kind)), None)


def show_done(page: Page, kind: str, run: Run) -> None:
    """What an import wrote, in a sentence for its kind."""
    st.success(page.say(f"upload.done_{kind}", **vars(run)), icon=":material/check_circle:")
    if run.overwritten:
        feedback.note(page.say("upload.done_overwritten", count=run.overwritten))


def show_orders(page: Page, customer: Customer) -> None:
    """The customer's last orders, and all of them as a download; nothing where there are none."""
    _show(page, customer, "orders", _ORDERS)


def show_redemptions(page: Page, customer: Customer) -> None:
    """What the customer exchanged points for; nothing where there is nothing."""
    _show(page, customer, "redemptions", _REDEMPTIONS)


def _show(page: Page, customer: Customer, name: str, columns: tuple[str, ...]) -> None:
    found = page.book.ask(f"customers/{name}", customer_no=customer.customer_no, actor=page.reader)
    if found.is_empty():
        return
    title = page.say(f"profile.{name}")
    tables.heading(title)
    whose = customer.name or customer.customer_no
    tables.show(page, name, found, columns, rows=_SHOWN, title=f"{title} {whose}")

"""修改资料与资料变更: the fields of one customer in a form, and every change of them with the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl
import streamlit as st

from pointbook.access import Right
from pointbook.columns import column, label
from pointbook.customers.registry import STANDARD
from pointbook.errors import PointbookError
from pointbook.texts import date_text, say, word
from pointbook.ui import customer_form, feedback, session, tables
from pointbook.ui.customer_form import NotAField

if TYPE_CHECKING:
    from pointbook.customers.registry import Customer
    from pointbook.ui.start import Page

_COLUMNS: Final = (
    "recorded_at", "actor", "command", "changed_field", "changed_from", "changed_to", "batch_id",
)  # fmt: skip
_SHOWN: Final = 200
_REFUSED: Final = "edit_refused"
_TIER_KEPT: Final = "edit_tier_kept"


def show_edit(page: Page, customer: Customer) -> None:
    """A form over the customer's own facts, for those who may change them; a stale one is refused."""
    kept: Customer | None = st.session_state.pop(_TIER_KEPT, None)
    if kept is not None and kept.customer_no == customer.customer_no:
        feedback.hint(
            page.say("profile.tier_kept", tier=kept.tier, until=date_text(kept.tier_floor_until))
        )
    if not page.actor.may(Right.EDIT_CUSTOMER):
        return
    key = f"edit_{customer.customer_no}_{customer.revision}"
    with (
        st.expander(page.say("profile.edit"), icon=":material/edit:"),
        st.form("edit", border=False),
    ):
        try:
            filled = customer_form.draw(page, key, customer, is_hidden=not page.reader.sees_plain)
        except NotAField as line:
            customer_form.show_not_a_field(page, line)
            filled = None
        if st.form_submit_button(page.say("profile.save"), type="primary") and filled is not None:
            _save(page, customer, filled)


def _save(page: Page, customer: Customer, filled: dict[str, Any]) -> None:
    changes = {name: value for name, value in filled.items() if value != _known(customer, name)}
    if not changes:
        st.info(page.say("profile.unchanged"))
        return
    if customer_form.is_warned(page, changes.get("phone"), customer.customer_no):
        return
    try:
        saved = page.book.customers.edit(
            customer.customer_no, expected_revision=customer.revision, actor=page.actor, **changes
        )
    except PointbookError as error:
        feedback.refused(error)
        return
    if "tier" in changes and saved.tier != changes["tier"]:
        st.session_state[_TIER_KEPT] = saved
    st.toast(say("profile.saved", page.lang), icon=":material/check:")
    st.rerun()


def _known(customer: Customer, name: str) -> Any:
    if name in STANDARD:
        return getattr(customer, name) or None
    return customer.fields.get(name)


def show_changes(page: Page, customer: Customer) -> None:
    """Every change, newest first; a chosen one can be taken back while its fields are as it left them."""
    refusal = st.session_state.pop(_REFUSED, None)
    if refusal is not None:
        feedback.refused(refusal)
    changes = page.book.customers.changes(customer.customer_no, actor=page.reader, limit=_SHOWN)
    if changes.is_empty():
        return
    tables.heading(page.say("profile.changes"))
    chosen = tables.show(
        page, "changes", _in_words(page, changes), _COLUMNS, selectable=True, title=page.say("profile.changes"),
        words={"command": "commands", "actor": "actors"},
    )  # fmt: skip
    if not page.actor.may(Right.EDIT_CUSTOMER):
        return
    if chosen is None:
        feedback.note(page.say("profile.changes_pick"))
        return
    link_id = int(chosen["link_no"])
    fields = [
        row["changed_field"] for row in _in_words(page, changes).filter(pl.col("link_no") == link_id)
        .iter_rows(named=True)
    ]  # fmt: skip
    st.button(
        page.say("profile.take_back", fields=("、" if page.lang == "zh" else ", ").join(fields)),
        on_click=_take_back, args=(customer.customer_no, link_id), key="edit_take_back", icon=":material/undo:",
    )  # fmt: skip


def _in_words(page: Page, changes: pl.DataFrame) -> pl.DataFrame:
    """Fields by their labels, and codes among the values as words."""
    told = []
    for row in changes.iter_rows(named=True):
        words = None if row["is_own"] else column(row["changed_field"]).words
        values = [row["changed_from"], row["changed_to"]]
        if words:
            values = [each and word(words, each, page.lang) for each in values]
        name = row["changed_field"]
        told.append((name if row["is_own"] else label(name, page.lang), *values))
    names = ("changed_field", "changed_from", "changed_to")
    return changes.with_columns(
        pl.Series(name, [each[place] for each in told], pl.String)
        for place, name in enumerate(names)
    )


def _take_back(customer_no: str, link_id: int) -> None:
    # Pressed twice, the second finds the fields changed since and is refused.
    try:
        session.opened_book().customers.take_back(customer_no, link_id, actor=session.actor())
    except PointbookError as refusal:
        st.session_state[_REFUSED] = refusal

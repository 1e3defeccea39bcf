"""资料表单: every field that a customer may have, by the catalogue of columns, and the company's own fields."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from pointbook.access.masking import is_personal, mask
from pointbook.columns import column, label
from pointbook.customers.registry import STANDARD, Customer
from pointbook.customers.tags import join_tags, split_tags
from pointbook.texts import section, word
from pointbook.ui import feedback, filters, navigation

if TYPE_CHECKING:
    from pointbook.ui.start import Page

_BESIDE: Final = 3
_OWN_SHOWN: Final = 18
_NAME_LIMIT: Final = 64
_CHOSEN: Final = {
    "tier": "tier", "tier_floor": "tier", "store": "store", "region": "region", "department": "department",
    "status": "status", "tags": "tag",
}  # fmt: skip
"""Fields that most often repeat a word in use, and what the customer range calls them."""
_AHEAD: Final = frozenset(("tier_floor_until",))
"""Days that may be to come."""
_TAKEN: Final = frozenset((*STANDARD, "customer_no", "actor", "request_id", "expected_revision"))
_WARNED: Final = "customer_form_warned"


class NotAField(Exception):
    """A line of further fields that is no name with a value."""


def draw(page: Page, key: str, customer: Customer, *, is_hidden: bool = False) -> dict[str, Any]:
    """Draw the fields with what the customer has; what was filled in, own fields among them, None where empty.

    Where personal data are hidden, they are not in the form: what is left empty of them stays as it is and is
    left out. `key` makes the widgets this form's. NotAField.
    """
    filled: dict[str, Any] = {}
    own = [each for each in _own_names(page, customer) if each not in _TAKEN]
    for place, name in enumerate((*STANDARD, *own)):
        if place % _BESIDE == 0:  # a row of its own keeps the order on a narrow screen
            places = st.columns(_BESIDE)
        is_own = place >= len(STANDARD)
        known = customer.fields.get(name) if is_own else getattr(customer, name)
        hides = is_hidden and is_personal("fields" if is_own else name)
        with places[place % _BESIDE]:
            value = _asked(page, f"{key}_{name}", name, known, is_own=is_own, hides=hides)
        if value is not None or not hides:
            filled[name] = value
    text = st.text_area(
        page.say("customer_form.further"), key=f"{key}_further", height=80,
        placeholder=page.say("customer_form.further_hint"),
    )  # fmt: skip
    return filled | further(text or "")


def _asked(
    page: Page, key: str, name: str, known: Any, *, is_own: bool, hides: bool
) -> str | date | None:
    """One field, drawn by what kind of column it is."""
    said = name if is_own else label(name, page.lang)
    described = column("fields" if is_own else name)
    if described.type == "date":
        # Set from outside, the day can be emptied again; one that is hidden has no place of its own in the widget.
        st.session_state.setdefault(key, None if hides else known or None)
        last = filters.latest(page.today) if name in _AHEAD else page.today
        day: date | None = st.date_input(
            f"{said}（{known}）" if hides and known else said, None, format="YYYY-MM-DD",
            min_value=filters.EARLIEST, max_value=last, key=key,
            help=page.say("customer_form.tier_floor_help") if name in _AHEAD else None,
        )  # fmt: skip
        return day
    if name in _CHOSEN and not is_own:
        return _one_of(page, key, name, said, known)
    text = st.text_input(
        said, "" if hides else str(known or ""), placeholder=str(known or "") if hides else "", key=key
    )  # fmt: skip
    return (text or "").strip() or None


def _one_of(page: Page, key: str, name: str, said: str, known: str | None) -> str | None:
    """A word in use or a new one; of tags as many as one likes."""
    words = column(name).words
    options = in_use(page, name)
    if name == "tags":
        has = split_tags(known)
        chosen = st.multiselect(
            said, list(dict.fromkeys((*has, *options))), has, key=key, accept_new_options=True,
            placeholder=page.say("customer_form.pick"),
        )  # fmt: skip
        tags = join_tags(chosen)
        return known if split_tags(tags) == has else tags
    # Set from outside, the choice can be emptied again.
    st.session_state.setdefault(key, known or None)
    if known and known not in options:
        options = [known, *options]
    picked = st.selectbox(
        said, options, index=None, key=key, accept_new_options=True, filter_mode="contains",
        format_func=lambda each: word(words, each, page.lang) if words else str(each),
        placeholder=page.say("customer_form.pick"),
    )  # fmt: skip
    return (picked or "").strip() or None


def in_use(page: Page, name: str) -> list[str]:
    """The words in use for a field, the most used first, then those that the program knows; of some fields none."""
    used = page.choices("customers/choices", _CHOSEN[name]) if name in _CHOSEN else []
    return list(dict.fromkeys((*used, *section(column(name).words or "", page.lang))))


def _own_names(page: Page, customer: Customer) -> list[str]:
    in_use = page.book.customers.own_fields(actor=page.actor)
    return list(dict.fromkeys((*customer.fields, *in_use[:_OWN_SHOWN])))


def further(text: str) -> dict[str, str]:
    """Fields beyond those of the form, a name and its value a line. NotAField."""
    found = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, _, value = line.replace("\uff1d", "=", 1).partition("=")
        name, value = name.strip(), value.strip()
        if not value or not 0 < len(name) <= _NAME_LIMIT or name in _TAKEN:
            raise NotAField(line)
        found[name] = value
    return found


def show_not_a_field(page: Page, line: NotAField) -> None:
    """Say which line is none."""
    st.error(page.say("customer_form.not_a_field", line=str(line)), icon=":material/block:")


def is_warned(page: Page, phone: str | None, own_no: str | None) -> bool:
    """Whether to wait: others have this phone, and that was not said yet. Pressed again, it goes on.

    `own_no` is the customer who may have it.
    """
    if not phone:
        return False
    found = page.book.customers.with_phone(phone, actor=page.reader, limit=6)
    others = [row for row in found.iter_rows(named=True) if row["customer_no"] != own_no]
    asked = (own_no, phone)
    if not others or st.session_state.get(_WARNED) == asked:
        st.session_state.pop(_WARNED, None)
        return False
    st.session_state[_WARNED] = asked
    st.warning(
        page.say("customer_form.phone_taken", phone=phone if page.reader.sees_plain else mask("phone", phone)),
        icon=":material/warning:",
    )  # fmt: skip
    for row in others:
        told = " · ".join(filter(None, (row["customer_no"], row["name"], row["phone"])))
        navigation.link("profile", told, icon=":material/person:", customer=row["customer_no"])
    feedback.note(page.say("customer_form.press_again"))
    return True

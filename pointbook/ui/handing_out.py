"""导出此客户的全部资料: all that the book holds about one person, as a file for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from pointbook.access import Right
from pointbook.texts import date_text
from pointbook.ui import feedback, session

if TYPE_CHECKING:
    from pointbook.exports.person import PersonFormat
    from pointbook.ui.start import Page

_TYPES: Final[dict[PersonFormat, tuple[str, str]]] = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "table_view"),
    "json": ("application/json", "data_object"),
}


def offer(page: Page, customer_no: str) -> None:
    """The button, for those who may see and export; the file is made, with its trace, when one is pressed."""
    if not (page.actor.may(Right.UNMASK) and page.actor.may(Right.EXPORT)):
        return
    with st.popover(page.say("person.export"), type="tertiary", icon=":material/folder_shared:"):
        feedback.note(page.say("person.holds"))
        for shape in _TYPES:
            _button(page, customer_no, shape)


def _button(page: Page, customer_no: str, shape: PersonFormat) -> None:
    from pointbook.customers.everything import everything_about
    from pointbook.exports import file_name, person_file  # only where a profile is shown

    kind, icon = _TYPES[shape]
    about = [(page.say("tables.made_at"), f"{page.book.now():%Y-%m-%d %H:%M}")]

    def made() -> bytes:
        # The rights are asked again, of whoever presses: a button outlives those it was drawn with.
        told = everything_about(page.book, customer_no, actor=session.actor())
        return person_file(told, shape, page.lang, about=about)

    st.download_button(
        page.say(f"person.{shape}"), made,
        file_name(f"{page.say('person.title')} {customer_no} {date_text(page.today)}", shape), kind,
        key=f"person_{shape}", on_click="ignore", icon=f":material/{icon}:", width="stretch",
    )  # fmt: skip

"""What a page says back: refusals, incidents, empty states, the proof line."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

import streamlit as st

from pointbook.errors import PointbookError
from pointbook.incidents import note_incident
from pointbook.texts import error_text, number_text, say
from pointbook.ui import navigation, retrying, session

if TYPE_CHECKING:
    from pointbook.ui.start import Page


def refused(error: PointbookError) -> None:
    """Show why a command was refused, in one sentence."""
    st.error(error_text(error, session.language()), icon=":material/block:")


def report_incident(error: Exception) -> bool:
    """Show a refusal by its sentence; log anything else under a number and show only that number."""
    if isinstance(error, PointbookError):
        refused(error)
        retrying.offer(error)
        return True
    number = note_incident(error)
    st.error(say("errors.incident", session.language(), number=number), icon=":material/error:")
    return True


def nothing_here(page: Page, key: str, **values: object) -> None:
    """The empty state: why there is nothing, in the words of the page."""
    st.info(page.say(f"empty.{key}", **values), icon=":material/info:")


def empty_book(page: Page) -> None:
    """Nothing was ever imported: say so and lead to the import."""
    nothing_here(page, "book")
    navigation.link("upload", page.say("empty.go_import"), icon=":material/upload_file:")


def hint(text: str) -> None:
    """What to do next, in a quiet box."""
    st.info(text, icon=":material/info:")


def note(text: str) -> None:
    """A quiet line under a table or a chart."""
    st.html(f'<p class="pb-muted">{html.escape(text)}</p>')


def sentences(page: Page, told: Iterable[str]) -> None:
    """Several sentences in one quiet paragraph; Chinese ones stand without a space between them."""
    note(("" if page.lang == "zh" else " ").join(told))


def proof(
    page: Page,
    opening: Decimal,
    movements: Mapping[str, Decimal],
    closing: Decimal,
    *,
    filtered: str | None = None,
) -> None:
    """The proof line: opening and every movement add up to closing, or by how much they do not."""
    gap = opening + sum(movements.values(), Decimal(0)) - closing
    steps = "".join(
        f" {'−' if value < 0 else '+'} {html.escape(page.say(f'movements.{name}'))} "
        f"<b>{number_text(abs(value))}</b>"
        for name, value in movements.items()
        if value
    )
    line = page.say("proof.line").format(
        opening=f"<b>{number_text(opening)}</b>",
        movements=steps,
        closing=f"<b>{number_text(closing)}</b>",
    )
    extra = f"<br>{html.escape(filtered)}" if filtered else ""
    verdict(page, line, gap, "proof.broken", extra)


def verdict(page: Page, line: str, gap: Decimal, broken: str, extra: str = "") -> None:
    """A proof line, in markup of ours, with whether it holds; `broken` says by how much it does not."""
    said = page.say(broken, gap=gap) if gap else page.say("proof.holds")
    st.html(
        f'<div class="pb-proof{" pb-broken" if gap else ""}" role="note">'
        f"{line}　<span>{'✗' if gap else '✓'} {html.escape(said)}</span>{extra}</div>"
    )

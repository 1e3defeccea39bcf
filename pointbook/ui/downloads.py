"""One quiet menu under every table and chart: which rows, and as which file, for those who may export."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import polars as pl
import streamlit as st

from pointbook.access import Actor, Right
from pointbook.access.permit import permit
from pointbook.errors import NotPermitted, TooManyRows
from pointbook.texts import date_text, error_text, number_text
from pointbook.ui import counted, session, told

if TYPE_CHECKING:
    from pointbook.exports import Sheet, TableFormat
    from pointbook.ui.start import Page

_ICONS: Final = {"csv": "notes", "xlsx": "table_view", "parquet": "database"}


@dataclass(frozen=True)
class Offer:
    """A table that can be downloaded, as its reader sees it."""

    page: Page
    name: str
    title: str
    rows: Callable[[], pl.DataFrame]
    columns: tuple[str, ...]
    count: int
    bucket: str | None
    words: Mapping[str, str] | None
    about: tuple[tuple[str, str], ...]
    reading: Actor
    visitor: Callable[[], Actor]

    def allow(self) -> None:
        """NotPermitted."""
        allow(self.page, self.reading, self.visitor)

    def leave_trace(self, rows: int) -> None:
        """Note what leaves, just before it does."""
        self.page.book.traces.exported(actor=self.reading, what=self.name, rows=rows)

    def sheet(self) -> Sheet:
        """The rows, asked for now, as they leave."""
        from pointbook.exports import sheet  # only when a file is made

        return sheet(
            self.title, self.rows(), self.columns, self.page.lang, about=self.about,
            bucket=self.bucket, words=self.words,
        )  # fmt: skip


def allow(page: Page, reading: Actor, visitor: Callable[[], Actor]) -> None:
    """NotPermitted; asked again, for a button outlives the right that it was drawn with."""
    actor = visitor()
    permit(page.book.store, "export", actor, Right.EXPORT)
    if actor.name != reading.name:
        raise NotPermitted(actor=actor.name, right=Right.EXPORT.value)


def is_picking(page: Page, name: str) -> bool:
    """Whether rows of this table are being ticked for a download, so that a tick opens nothing."""
    return page.actor.may(Right.EXPORT) and bool(st.session_state.get(f"pick_{name}"))


def menu(
    page: Page,
    name: str,
    rows: Callable[[], pl.DataFrame],
    columns: Sequence[str],
    *,
    count: int,
    picked: Sequence[int] | None = None,
    bucket: str | None = None,
    words: Mapping[str, str] | None = None,
    title: str | None = None,
) -> None:
    """The menu of a table with `count` rows in all; `picked` are the places of the ticked ones among `rows`."""
    if not page.actor.may(Right.EXPORT):
        return
    from pointbook.ui import large_files  # it needs an offer

    title = title or page.say(f"pages.{page.name}")
    if picked is not None:
        rows, count = only(rows, picked), len(picked)
    offer = Offer(
        page,
        name,
        title,
        rows,
        tuple(columns),
        count,
        bucket,
        words,
        about(page),
        page.reader,
        session.visitor(),
    )
    with st.popover(
        page.say("downloads.menu"), type="tertiary", icon=":material/download:", key=f"menu_{name}"
    ):
        st.caption(
            page.say("downloads.rows" if picked is None else "downloads.picked", count=count)
        )
        st.toggle(page.say("downloads.pick"), key=f"pick_{name}")
        if picked is not None and not picked:
            st.caption(page.say("downloads.pick_hint"))
        else:
            _formats(offer)
    large_files.show(page, name)


def about(page: Page) -> tuple[tuple[str, str], ...]:
    """What a file says about itself."""
    return (
        (page.say("tables.made_at"), f"{page.book.now():%Y-%m-%d %H:%M}"),
        (page.say("downloads.made_by"), page.actor.name),
        (page.say("downloads.filters"), told.line(page)),
        (page.say("tables.filters"), st.context.url or ""),
        *((page.say("filters.counted"), text) for text in counted.told(page)),
        (page.say("app.data_up_to", date=""), date_text(page.newest)),
    )


def stamped(page: Page, title: str) -> str:
    """A file's name before its ending: the title and how new the data are."""
    return f"{title} {date_text(page.newest)}".strip()


def only(rows: Callable[[], pl.DataFrame], picked: Sequence[int]) -> Callable[[], pl.DataFrame]:
    """The rows at these places, in the order of the table."""
    return lambda: rows()[sorted(picked)]


def _formats(offer: Offer) -> None:
    from pointbook.exports import MIME, MOST_ROWS, TABLE_FORMATS, file_name  # with the first table
    from pointbook.ui import large_files

    page = offer.page
    if offer.count > MOST_ROWS:
        st.caption(error_text(TooManyRows(rows=offer.count, limit=MOST_ROWS), page.lang))
        return
    is_large = offer.count > large_files.LARGE
    for each in TABLE_FORMATS:
        label, icon = page.say(f"downloads.{each}"), f":material/{_ICONS[each]}:"
        named = file_name(stamped(page, offer.title), each)
        if is_large:
            st.button(
                label, key=f"{each}_{offer.name}", type="tertiary", icon=icon, width="stretch",
                on_click=large_files.prepare, args=(offer, each, named),
            )  # fmt: skip
        else:
            st.download_button(
                label, partial(_made, offer, each), named, MIME[each], key=f"{each}_{offer.name}",
                on_click="ignore", type="tertiary", icon=icon, width="stretch",
            )  # fmt: skip
    if is_large:
        st.caption(page.say("downloads.large", limit=number_text(large_files.LARGE)))


def _made(offer: Offer, to: TableFormat) -> bytes:
    from pointbook.exports import table_file

    offer.allow()
    sheet = offer.sheet()
    offer.leave_trace(sheet.frame.height)
    return table_file(sheet, to, offer.page.say("tables.about"))

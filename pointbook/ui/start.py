"""How every page begins: its book, its language, its title with how new the data are."""

from __future__ import annotations

import html
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from pointbook.errors import NotPermitted
from pointbook.periods import covered
from pointbook.texts import date_text, error_text, say
from pointbook.ui import navigation, privacy, session, signed_in, told, views

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book


@dataclass(frozen=True)
class Page:
    """What a page works with."""

    name: str
    lang: str
    book: Book
    actor: Actor
    oldest: date | None
    """The day of the first entry, None in a book without entries."""
    newest: date | None
    """The day of the newest entry: 数据截至."""

    @property
    def reader(self) -> Actor:
        """The actor, who reads personal data in full once they asked for that on the page as it is now."""
        return privacy.reader(self.actor, self.name)

    def say(self, key: str, /, **values: object) -> str:
        """A text in the visitor's language."""
        return say(key, self.lang, **values)

    @property
    def is_empty(self) -> bool:
        """Whether the book has not even a customer."""
        return (
            self.newest is None
            and not session.remembered(self.book, "customers/figures", None)["customers"][0]
        )

    @property
    def reach(self) -> tuple[date, date]:
        """The first and the last day that the data cover, today in a book without entries."""
        if self.oldest is None or self.newest is None:
            return self.today, self.today
        return covered(self.oldest, self.newest)

    def choices(self, question: str, field: str) -> list[str]:
        """The words in use for a field, the most used first."""
        found = session.remembered(self.book, question, self.actor)
        return list(found.filter(pl.col("field") == field)["value"])

    @property
    def today(self) -> date:
        """The programme's local day."""
        return self.book.now().date()


def start_page(name: str, *, title: str | None = None) -> Page:
    """Open a page and draw its title; `title` replaces the name of the page, as for one customer.

    Whoever lacks the right that the page asks for reads that, and the page ends.
    """
    told.begin()
    navigation.stand_on(name)
    actor = signed_in.actor()
    book = session.opened_book()
    known = session.remembered(book, "points/newest", actor).row(0, named=True)
    oldest, newest = known["oldest"], known["newest"]
    page = Page(name, session.language(), book, actor, oldest, newest)
    heading = title or page.say(f"pages.{name}")
    aside = page.say("app.no_data")
    if newest is not None:
        aside = page.say("app.data_up_to", date=date_text(newest))
    st.html(
        f'<div class="pb-title"><h1>{html.escape(heading)}</h1>'
        f'<span class="pb-aside">{html.escape(aside)}</span></div>'
    )
    if not navigation.may_open(name, actor):
        right = navigation.asked_for(name)
        refusal = NotPermitted(actor=actor.name, right=right)
        with suppress(NotPermitted), book.store.refusals.noted("open_page", actor):
            raise refusal
        st.error(error_text(refusal, page.lang), icon=":material/lock:")
        st.stop()
    if book.read_only:
        st.warning(page.say("app.read_only"), icon=":material/lock:")
    if name in views.PAGES:
        views.offer(page)
    return page

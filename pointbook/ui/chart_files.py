"""The menu under a chart: the picture as PNG or SVG, or the chart as an HTML file that opens offline."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from pointbook.access import Right
from pointbook.access.permit import permit
from pointbook.ui import downloads, painter, paper, session, told
from pointbook.ui.paper import Caption
from pointbook.ui.plots import Plot

if TYPE_CHECKING:
    from pointbook.ui.painter import PictureFormat
    from pointbook.ui.start import Page

_PICTURES: Final = ("png", "svg")
_ICONS: Final = {"png": "image", "svg": "shapes", "html": "html"}


def menu(page: Page, name: str, title: str, plot: Callable[[], Plot]) -> None:
    """One quiet menu, for those who may export; where no browser is found it says so and offers HTML."""
    if not page.actor.may(Right.EXPORT):
        return
    caption = Caption(_full_title(page, title), told.line(page), told.source(page))
    reading, visitor = page.reader, session.visitor()

    def paper_plot(to: str) -> Plot:
        # Asked again: a button outlives the right that it was drawn with.
        permit(page.book.store, "export", visitor(), Right.EXPORT)
        drawn = paper.on_paper(plot(), caption)
        page.book.traces.exported(actor=reading, what=f"{name}.{to}", rows=_points(drawn))
        return drawn

    def picture(to: PictureFormat) -> bytes:
        return painter.painter.paint(paper_plot(to), to)

    def document() -> bytes:
        from pointbook.ui import offline  # Plotly's own script is large

        return offline.chart(caption.title, paper_plot("html"), page.lang)

    with st.popover(
        page.say("downloads.chart"),
        type="tertiary",
        icon=":material/download:",
        key=f"chart_menu_{name}",
    ):
        if painter.browser() is None:
            st.caption(page.say("downloads.no_browser"))
        else:
            for each in _PICTURES:
                _button(page, name, caption.title, each, partial(picture, each))
        _button(page, name, caption.title, "html", document)


def _points(plot: Plot) -> int:
    """How many values its longest trace shows."""
    return max((len(trace.get("x", ())) for trace in plot["data"]), default=0)


def _full_title(page: Page, title: str) -> str:
    own = page.say(f"pages.{page.name}")
    return title if title == own else f"{own} · {title}"


def _button(page: Page, name: str, title: str, to: str, made: Callable[[], bytes]) -> None:
    from pointbook.exports import MIME, file_name  # with the first chart

    st.download_button(
        page.say(f"downloads.{to}"), made, file_name(downloads.stamped(page, title), to), MIME[to],
        key=f"{to}_{name}", on_click="ignore", type="tertiary", icon=f":material/{_ICONS[to]}:",
        width="stretch",
    )  # fmt: skip

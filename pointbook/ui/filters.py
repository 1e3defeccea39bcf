"""The filter bar: one line, the rest under 更多筛选, every choice in the URL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import streamlit as st

from pointbook.analysis import COUNTED, without_status
from pointbook.periods import PRESETS, Period, Preset, named_period
from pointbook.texts import date_text, section, word
from pointbook.ui import counted, links, segment_choice, told

if TYPE_CHECKING:
    from pointbook.ui.start import Page

EARLIEST: Final = date(1900, 1, 1)

Word = TypeVar("Word", bound=str)


def latest(today: date) -> date:
    """The last day that a field offers for what is still to come."""
    return date(today.year + 50, 12, 31)


def bar() -> Any:
    """The one line of filters; it wraps on a narrow screen."""
    return st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="filter_bar")


@contextmanager
def more(page: Page, *names: str) -> Iterator[None]:
    """Where the rarer filters of these names wait; the label says how many are in use."""
    chosen = sum(bool(st.session_state.get(each) or st.query_params.get(each)) for each in names)
    label = page.say("filters.more")
    with st.popover(f"{label} · {chosen}" if chosen else label, icon=":material/tune:", key="more"):
        yield


def period(page: Page, default: Preset) -> Period:
    """A period by its name, or two dates; it ends at the newest entry and not today."""
    oldest, newest = page.reach
    chosen = choice(
        page, "period", (*PRESETS, "custom"), words="presets", default=default, width=160
    )
    if chosen != "custom":
        return _told(page, named_period(cast(Preset, chosen or default), oldest, newest))
    start = named_period(default, oldest, newest)
    dates = st.date_input(
        f"{page.say('filters.since')} – {page.say('filters.until')}",
        (start.since, start.until),
        min_value=min(EARLIEST, oldest),
        max_value=max(page.today, newest),
        format="YYYY-MM-DD",
        key="dates",
        bind="query-params",
        width=240,
    )
    # While the second day is being picked the first one stands for both.
    return _told(page, Period(dates[0], dates[-1]) if dates else start)


def _told(page: Page, period: Period) -> Period:
    """The days are told, not the name that stands for them until the next import."""
    told.note(page.say("filters.period"), f"{date_text(period.since)} – {date_text(period.until)}")
    return period


def choice(
    page: Page,
    name: str,
    options: Sequence[Word],
    *,
    words: str | None = None,
    default: Word | None = None,
    width: int = 128,
    label: str | None = None,
    empty: str | None = None,
    shown: Mapping[str, str] | None = None,
    hint: str | None = None,
) -> Word | None:
    """One of several words; without a default, none of them means all, or what `empty` says.

    `words` names the section of texts that has the words, `shown` gives them outright; `hint` stands behind a
    question mark.
    """
    known = shown or (section(words, page.lang) if words else {})
    links.take(name, options, default)
    chosen = st.selectbox(
        label or page.say(f"filters.{name}"),
        options,
        # The value comes from the session; 0 only means that it cannot be cleared.
        index=None if default is None else 0,
        format_func=lambda each: known.get(each, str(each)),
        key=name,
        placeholder=empty or page.say("filters.all"),
        filter_mode="contains" if len(options) > 8 else None,
        width=width,
        help=hint,
    )
    links.give(name, chosen, default)
    if chosen is not None and name != "period":
        told.note(label or page.say(f"filters.{name}"), known.get(chosen, str(chosen)))
    return chosen


def several(
    page: Page, name: str, options: Sequence[str], *, words: str | None = None
) -> list[str]:
    """Any of several words, none of them means all."""
    links.take(name, options, [])
    chosen = st.multiselect(
        page.say(f"filters.{name}"),
        options,
        format_func=lambda each: word(words, each, page.lang) if words else each,
        key=name,
        placeholder=page.say("filters.all"),
        width=200,
    )
    links.give(name, chosen, [])
    if chosen:
        between = "、" if page.lang == "zh" else ", "
        shown = between.join(word(words, each, page.lang) if words else each for each in chosen)
        told.note(page.say(f"filters.{name}"), shown)
    return list(chosen)


def text(page: Page, name: str, *, hint: str = "", width: int = 200) -> str:
    """Free text, trimmed."""
    typed = st.text_input(
        page.say(f"filters.{name}"), key=name, placeholder=hint, bind="query-params", width=width
    )
    written = (typed or "").strip()
    told.note(page.say(f"filters.{name}"), written)
    return written


def number(page: Page, name: str, usual: int, *, least: int = 0, width: int = 150) -> int:
    """A whole number; the URL has it while it is not the usual one."""
    told = st.query_params.get(name)
    if links.is_new(name):
        st.session_state[name] = (
            max(least, int(told)) if told and told.isdecimal() and len(told) < 13 else usual
        )
    typed = st.number_input(
        page.say(f"filters.{name}"), min_value=least, step=1, key=name, width=width
    )
    links.give(name, typed, usual)
    return int(typed)


def top(page: Page, sizes: Sequence[int], default: int) -> int:
    """How many of the first."""
    links.take("top", sizes, default)
    chosen = st.selectbox(
        page.say("filters.top"),
        sizes,
        index=0,
        format_func=lambda size: page.say("filters.top_n", n=size),
        key="top",
        filter_mode=None,
        width=104,
    )
    links.give("top", chosen, default)
    told.note(page.say("filters.top"), page.say("filters.top_n", n=chosen or default))
    return chosen or default


def customer_range(
    page: Page, wanted: Iterable[str], *, labels: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The customer range's filters of these names, with the words that the book's customers use.

    `counted` is the choice of 统计口径, which the answer gives as `without_status`; `segment` one of 客户分群. `labels`
    has those that read otherwise on this page.
    """
    found: dict[str, Any] = {}
    for name in wanted:
        if name == counted.NAME:
            found["without_status"] = _without_status(page)
            continue
        if name == segment_choice.NAME:
            found[name] = segment_choice.choose(page)
            continue
        options = page.choices("customers/choices", name)
        if options:
            words = "statuses" if name == "status" else None
            label = (labels or {}).get(name) or page.say(f"filters.{name}")
            told.asks_for_range(label)
            found[name] = choice(page, name, options, words=words, label=label)
    return found


def _without_status(page: Page) -> str | None:
    """统计口径: what was chosen on any page holds until the next choice."""
    counted.arrive(page)
    links.take(counted.NAME, COUNTED, counted.held())
    chosen = st.selectbox(
        page.say("filters.counted"),
        COUNTED,
        format_func=lambda each: page.say(f"counted.{each}"),
        key=counted.NAME,
        filter_mode=None,
        width=128,
    )
    links.give(counted.NAME, chosen, COUNTED[0])
    counted.hold(page, chosen)
    told.note(page.say("filters.counted"), page.say(f"counted.{chosen}"))
    return without_status(page.book, chosen)

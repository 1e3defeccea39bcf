"""客户分析, RFM: thresholds in sight, the grid of recency and frequency, the named groups."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, cast

import polars as pl
import streamlit as st

from pointbook.analysis import CustomerRange
from pointbook.analysis.rfm import (
    AXES,
    MONEY,
    NAMED,
    QUESTION,
    SCORES,
    STILL,
    Axis,
    Rfm,
    Wish,
    read_thresholds,
    rfm,
    scores_of,
    scores_of_named,
    threshold_parameters,
)
from pointbook.texts import number_text, percent_text
from pointbook.ui import behaviour, cells, charts, counted, feedback, filters, grids, sums, tables
from pointbook.ui.cells import Cell, Cells
from pointbook.ui.charts import Bar
from pointbook.ui.colours import COLOURS
from pointbook.ui.figures import Figure, row
from pointbook.ui.grids import Field
from pointbook.ui.start import Page

_CENT: Final = Decimal("0.01")
_TYPES: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "monetary": pl.Decimal(18, 2), "mean_value": pl.Decimal(18, 2), "share": pl.Float64,
}  # fmt: skip
_HIGHS: Final = ("3", "4", "5")
_CHOSEN: Final = "rfm"
_THRESHOLDS: Final = ("rfm_axis", "score", "value_range", "customers", "share")
_GROUPS: Final = ("rfm_group", "group_is", "customers", "share", "monetary", "mean_value")


def show(page: Page) -> None:
    """The whole part, from its filters to its proof."""
    wish, high, customers = _wish(page)
    found = rfm(page.book, wish, high, customers, page.reader)
    if not found.moved:
        feedback.nothing_here(page, "behaviour_rfm")
        counted.note(page)
        return
    row(
        page,
        (
            Figure("customers", found.customers, "count"),
            Figure("moved_customers", found.moved, "count"),
            Figure("still_customers", found.still, "count"),
            Figure("rfm_points" if wish.money == "points" else "rfm_orders", found.monetary),
            Figure("champions", found.named("champions")[0], "count"),
        ),
    )
    counted.note(page)
    feedback.note(page.say(f"behaviour.rfm_is_{wish.money}", until=wish.period.until))
    _show_grid(page, found)
    _show_groups(page, found)
    asked = {**wish.parameters, **threshold_parameters(found.thresholds), **customers.parameters}
    cells.show(
        page,
        Cells(
            _CHOSEN, QUESTION, asked, _choices(page, found), ("recency", "frequency", "monetary")
        ),
    )
    _show_thresholds(page, found)
    terms = [
        (page.say(f"rfm_groups.{name}"), Decimal(found.named(name)[0])) for name in (*NAMED, STILL)
    ]
    sums.proof(
        page, [each for each in terms if each[1]],
        (page.say("figures.customers"), Decimal(found.customers)),
    )  # fmt: skip


def _wish(page: Page) -> tuple[Wish, int, CustomerRange]:
    """The filter bar, and under it what scores are made of."""
    with filters.bar():
        period = filters.period(page, "last_12_months")
        customers = behaviour.customers(page)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="rfm_bar"):
        money = filters.choice(
            page, "money", MONEY, words="rfm_money", default="points", width=150,
            label=page.say("behaviour.money"),
        )  # fmt: skip
        high = filters.choice(
            page, "high", _HIGHS, default="4", width=130, label=page.say("behaviour.high"),
            shown={each: page.say("behaviour.high_from", score=each) for each in _HIGHS},
        )  # fmt: skip
        typed = {
            axis: filters.text(
                page, f"{axis}_cuts", hint=page.say(f"behaviour.{axis}_cuts_hint"), width=210
            )
            for axis in AXES
        }
    thresholds: dict[Axis, tuple[Decimal, ...]] = {}
    for axis, text in typed.items():
        values = read_thresholds(axis, text) if text else None
        if values is not None:
            thresholds[axis] = values
        elif text:
            st.warning(page.say("behaviour.cuts_unread", axis=page.say(f"rfm_axes.{axis}")))
    return Wish(period, money or "points", thresholds), int(high or "4"), customers


def _show_grid(page: Page, found: Rfm) -> None:
    """Recency by frequency, each field with its customers; pressed, it is chosen."""
    held = [[found.at(recency, frequency) for frequency in reversed(SCORES)] for recency in SCORES]
    depths = grids.depths([[float(count) for count, _ in line] for line in held])
    fields = [
        [
            Field(
                depth if count else None,
                number_text(count) if count else "",
                page.say(
                    "behaviour.rfm_field", recency=SCORES[place], frequency=SCORES[-1 - column],
                    count=count, share=percent_text(_share(count, found.customers)), value=value,
                ),
            )
            for column, ((count, value), depth) in enumerate(zip(line, shades, strict=True))
        ]
        for place, (line, shades) in enumerate(zip(held, depths, strict=True))
    ]  # fmt: skip
    pressed = grids.show(
        page, "rfm_grid", [f"R{each}" for each in SCORES], [f"F{each}" for each in reversed(SCORES)],
        fields, title=page.say("behaviour.rfm_grid"), row_title=page.say("behaviour.rfm_rows"),
        column_title=page.say("behaviour.rfm_columns"),
    )  # fmt: skip
    feedback.note(page.say("behaviour.press_field"))
    chosen = None
    if pressed is not None:
        recency, frequency = SCORES[pressed[0]], SCORES[-1 - pressed[1]]
        chosen = f"r{recency}f{frequency}" if found.at(recency, frequency)[0] else None
    cells.press(_CHOSEN, "rfm_grid", chosen)


def _show_groups(page: Page, found: Rfm) -> None:
    """The named groups with what they mean, as bars and as a table."""
    rows = []
    for name in (*NAMED, STILL):
        count, value = found.named(name)
        rows.append(
            {
                "rfm_group": page.say(f"rfm_groups.{name}"),
                "group_is": _meaning(page, name),
                "customers": count,
                "share": _share(count, found.customers),
                "monetary": value,
                "mean_value": (value / count).quantize(_CENT) if count else None,
            }
        )
    charts.bars(
        page, "rfm_groups",
        [Bar(str(each["rfm_group"]), float(cast(int, each["customers"])), COLOURS["earned"]) for each in rows],
        title=page.say("behaviour.rfm_groups"),
    )  # fmt: skip
    frame = pl.DataFrame(rows, schema_overrides=_TYPES)
    tables.show(page, "rfm_groups", frame, _GROUPS, title=page.say("behaviour.rfm_groups"))
    feedback.note(page.say("behaviour.high_is", score=found.high))


def _meaning(page: Page, name: str) -> str:
    if name == STILL:
        return page.say("behaviour.still_is")
    words = {True: page.say("behaviour.is_high"), False: page.say("behaviour.is_low")}
    pairs = zip(AXES, NAMED[name], strict=True)
    signs = " ".join(f"{axis[0].upper()}{words[is_high]}" for axis, is_high in pairs)
    return f"{signs}{page.say(f'rfm_meanings.{name}')}"


def _show_thresholds(page: Page, found: Rfm) -> None:
    """What each score stands for, and how many have it: ties make fifths uneven."""
    rows = []
    for axis, cuts in found.thresholds.items():
        # The fewest days are best; elsewhere the most.
        edges = list(
            zip(
                SCORES if axis == "recency" else reversed(SCORES),
                (None, *cuts),
                (*cuts, None),
                strict=True,
            )
        )
        for score, low, up_to in edges:
            count = found.with_score(axis, score)
            rows.append(
                {
                    "rfm_axis": page.say(f"rfm_axes.{axis}"),
                    "score": score,
                    "value_range": _range(page, low, up_to),
                    "customers": count,
                    "share": _share(count, found.moved),
                }
            )
    tables.heading(page.say("behaviour.thresholds"))
    tables.show(
        page,
        "rfm_thresholds",
        pl.DataFrame(rows, schema_overrides=_TYPES),
        _THRESHOLDS,
        title=page.say("behaviour.thresholds"),
    )
    feedback.note(page.say("behaviour.ties"))


def _range(page: Page, low: Decimal | None, up_to: Decimal | None) -> str:
    if low is None:
        return f"≤ {number_text(up_to)}"
    if up_to is None:
        return f"> {number_text(low)}"
    if low == up_to:
        return page.say("behaviour.no_value")
    return f"> {number_text(low)} – {number_text(up_to)}"


def _choices(page: Page, found: Rfm) -> list[Cell]:
    """The named groups, then the fields of the grid."""
    named = [
        Cell(
            name, page.say(f"rfm_groups.{name}"), found.named(name)[0],
            scores_of_named(name, found.high),
        )
        for name in (*NAMED, STILL)
    ]  # fmt: skip
    fields = [
        Cell(f"r{recency}f{frequency}", f"R{recency} · F{frequency}", found.at(recency, frequency)[0],
             scores_of(recency, frequency))
        for recency in SCORES
        for frequency in reversed(SCORES)
    ]  # fmt: skip
    return named + fields


def _share(count: int, whole: int) -> Decimal | None:
    return Decimal(count) / whole if whole else None

"""余额说明: the answer to "why is it this number", for any customer and any past day."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from pointbook.analysis.customer_range import EVERYBODY
from pointbook.analysis.explaining import TAKEN, Explanation, ends, explain
from pointbook.periods import Period, last_day, month_start
from pointbook.texts import date_text, number_text, signed_text, word
from pointbook.ui import (
    charts,
    customer_choice,
    feedback,
    figures,
    filters,
    growth_rows,
    navigation,
    plots,
    statement_files,
    tables,
    told,
)
from pointbook.ui.colours import KIND_MEANING
from pointbook.ui.figures import Figure
from pointbook.ui.lot_plot import LotBar, Use, left_over, lot_plot

if TYPE_CHECKING:
    from pointbook.ui.start import Page

_TOLD: Final = 20
"""Lots that are drawn and told in words; the table has all of them."""
_USES: Final = 5
_SHOWN: Final = 200
_PARTS: Final = ("available", "pending", "held", "lapsed")
_LOT_COLUMNS: Final = (
    "lot_entry_id", "occurred_at", "kind", "reason", "ref", "campaign", "points", *TAKEN, "remaining", "held",
    "available_from", "expires_at",
)  # fmt: skip
_DEBT_COLUMNS: Final = ("used_at", "kind", "reason", "ref", "points", "entry_id")
_STEPS: Final = (
    "brought_in", "earned", "transferred", "adjusted", "redeemed", "reversed", "cleared", "expired",
)  # fmt: skip
_MONTHS: Final = 12


@dataclass(frozen=True)
class Wish:
    """Whose balance, and at the end of which day."""

    customer_no: str
    day: date


def wish(page: Page) -> Wish | None:
    """Draw the filter bar and read it; None while nobody is chosen."""
    with filters.bar():
        number = customer_choice.choose(page)
        day = st.date_input(
            page.say("why.day"), page.today, min_value=filters.EARLIEST, max_value=page.today,
            format="YYYY-MM-DD", key="day", bind="query-params", width=160,
        )  # fmt: skip
    told.note(page.say("why.day"), date_text(day))
    if number is None:
        feedback.hint(page.say("why.not_chosen"))
        return None
    return Wish(number, day)


def ask(page: Page, wish: Wish) -> Explanation:
    """The balance of that day and what it is made of."""
    return explain(page.book, wish.customer_no, wish.day, told=_TOLD, actor=page.reader)


def show_balance(page: Page, answer: Explanation) -> None:
    """Whose, how much, and the one sentence that says why."""
    customer_choice.heading(answer.customer)
    parts = answer.balance
    rare = [Figure(name, getattr(parts, name)) for name in ("pending", "held", "debt", "lapsed")]
    figures.row(
        page,
        (
            Figure("balance", parts.balance),
            Figure("available", parts.available),
            Figure("expiring", parts.expiring),
            *(each for each in rare if each.value),
        ),
    )
    feedback.sentences(page, _summary(page, answer))
    _proof(page, answer)


def _summary(page: Page, answer: Explanation) -> list[str]:
    if answer.kinds.is_empty():
        return [page.say("why.nothing_yet", day=answer.day)]
    comma = "，" if page.lang == "zh" else ", "
    parts = [
        page.say("why.kind", kind=word("kinds", kind, page.lang), count=entries, points_text=signed_text(points))
        for kind, entries, points in answer.kinds.iter_rows()
    ]  # fmt: skip
    return [
        page.say("why.summary", day=answer.day, parts=comma.join(parts), balance=answer.balance.balance)
    ]  # fmt: skip


def _proof(page: Page, answer: Explanation) -> None:
    """The lots with what is left, less the debt, are the balance; or by how much they are not."""
    balance = answer.balance
    left = sum(answer.lots["remaining"], Decimal(0))
    made_of = " + ".join(
        _amount(page, name, getattr(balance, name))
        for name in _PARTS
        if getattr(balance, name) or name == "available"
    )
    debt = f" − {_amount(page, 'debt', balance.debt)}" if balance.debt else ""
    line = page.say("why.proof").format(
        lots=f"<b>{number_text(left)}</b>",
        debt=debt,
        parts=made_of,
        balance=f"<b>{number_text(balance.balance)}</b>",
    )
    gap = left - balance.debt - balance.balance
    feedback.verdict(page, line, gap, "why.broken")


def _amount(page: Page, name: str, points: Decimal) -> str:
    return f"{html.escape(page.say(f'figures.{name}'))} <b>{number_text(points)}</b>"


def show_course(page: Page, answer: Explanation) -> None:
    """From nothing to the balance, one step for each kind of movement; a step opens its entries."""
    sums = dict.fromkeys(_STEPS, Decimal(0))
    for kind, points in answer.kinds.select("kind", "points").iter_rows():
        sums[KIND_MEANING[kind]] += points
    moved = {name: points for name, points in sums.items() if points}
    if not moved:
        return
    end = float(answer.balance.balance)
    chosen = charts.waterfall(page, "why_steps", 0.0, plots.steps(moved, page.lang), end)
    if chosen is not None:
        days = Period(min(page.reach[0], answer.day), answer.day)
        growth_rows.open_rows(
            page, EVERYBODY, days, kinds=growth_rows.kinds_of(list(moved)[chosen]),
            customer_no=answer.customer.customer_no,
        )  # fmt: skip


def show_lots(page: Page, answer: Explanation) -> None:
    """Each lot over time, in words, and all of them as a table."""
    if answer.lots.is_empty():
        return
    rows = answer.lots.head(_TOLD).to_dicts()
    title = page.say("why.lots_over_time")
    bars = [_bar(page, answer, lot) for lot in rows]
    charts.draw(page, "why_lots", lambda _: lot_plot(bars, title=title, lang=page.lang), title)
    tables.heading(page.say("why.in_words"))
    st.html(f'<ul class="pb-lots">{"".join(_told(page, answer, lot) for lot in rows)}</ul>')
    if answer.lots.height > _TOLD:
        feedback.note(page.say("why.first_told", told=_TOLD, count=answer.lots.height))
    tables.heading(page.say("why.all_lots"))
    number = answer.customer.customer_no
    tables.show(
        page, "why_lots", tables.without_zeros(answer.lots, (*TAKEN, "held")), _LOT_COLUMNS, rows=_SHOWN,
        title=page.say("why.file", customer=number),
    )  # fmt: skip
    if answer.lots.height > _SHOWN:
        feedback.note(page.say("why.rows_cut", shown=_SHOWN, count=answer.lots.height))


def _bar(page: Page, answer: Explanation, lot: Mapping[str, Any]) -> LotBar:
    uses = [
        Use(at, KIND_MEANING[kind], word("kinds", kind, page.lang), float(points))
        for at, kind, points in answer.used(lot["lot_entry_id"])
        .select("used_at", "kind", "points")
        .iter_rows()
    ]
    expired = lot["expires_at"] is not None and lot["expires_at"] <= answer.at
    return LotBar(
        date_text(lot["occurred_at"].date()),
        lot["occurred_at"],
        max(ends(lot, answer.at), lot["occurred_at"]),
        left_over(float(lot["points"]), float(lot["remaining"]), is_expired=expired and bool(lot["expired"]),
                  lang=page.lang),
        _opened(page, lot),
        lot["remaining"] > 0,
        uses,
    )  # fmt: skip


def _opened(page: Page, lot: Mapping[str, Any]) -> str:
    """On 2026-01-05, 500 points came by purchase, number A."""
    why = word("reasons", lot["reason"], page.lang)
    what = why if why and lot["kind"] == "earn" else _what(page, lot["kind"], lot["reason"])
    return page.say(
        "why.opened", day=lot["occurred_at"].date(), what=what, points=lot["points"], ref=_ref(page, lot["ref"])
    )  # fmt: skip


def _what(page: Page, kind: str, reason: str | None) -> str:
    """A kind with its reason; one that says the same is not said again."""
    what, why = word("kinds", kind, page.lang), word("reasons", reason, page.lang)
    return what if not why or why == what else page.say("why.what", kind=what, reason=why)


def _ref(page: Page, ref: str | None) -> str:
    return page.say("why.ref", ref=ref) if ref else ""


def _told(page: Page, answer: Explanation, lot: Mapping[str, Any]) -> str:
    """One lot in sentences: how it came, what took from it, what is left and until when."""
    used = answer.used(lot["lot_entry_id"])
    first, more = used.head(_USES), used.slice(_USES)
    said = [page.say("why.paid_debt", points=-lot["paid_debt"])] if lot["paid_debt"] else []
    for at, kind, reason, ref, points in first.select(
        "used_at", "kind", "reason", "ref", "points"
    ).iter_rows():
        said.append(
            page.say(
                "why.taken" if points < 0 else "why.given", day=at.date(), points=abs(points),
                what=_what(page, kind, reason), ref=_ref(page, ref),
            )
        )  # fmt: skip
    if more.height:
        total = sum(more["points"], Decimal(0))
        said.append(page.say("why.more_uses", count=more.height, points_text=signed_text(total)))
    said.append(_left(page, answer, lot))
    lines = "".join(f"<li>{html.escape(each)}</li>" for each in said)
    return f"<li><b>{html.escape(_opened(page, lot))}</b><ul>{lines}</ul></li>"


def _left(page: Page, answer: Explanation, lot: Mapping[str, Any]) -> str:
    over, left = lot["expires_at"], lot["remaining"]
    if not left:
        return page.say("why.nothing_left")
    if over is not None and over <= answer.at:
        return page.say("why.left_lapsed", points=left, day=last_day(over))
    if lot["available_from"] > answer.at:
        return page.say("why.left_pending", points=left, day=lot["available_from"].date())
    until = page.say("why.never") if over is None else page.say("why.until", day=last_day(over))
    held = page.say("why.of_them_held", points=lot["held"]) if lot["held"] else ""
    return page.say("why.left", points=left, until=until, held=held)


def show_debt(page: Page, answer: Explanation) -> None:
    """What was owed and what paid it, where anything ever was."""
    owed = answer.used(None)
    if owed.is_empty():
        return
    tables.heading(page.say("why.debt"))
    feedback.note(page.say("why.debt_note", debt=answer.balance.debt))
    tables.show(page, "why_debt", owed, _DEBT_COLUMNS, rows=_SHOWN, title=page.say("why.debt"))


def show_statement(page: Page, answer: Explanation) -> None:
    """The same for the customer to keep: the last twelve months as a 对账单."""
    tables.heading(page.say("statement_file.title"))
    since = max(month_start(answer.day, 1 - _MONTHS), min(page.reach[0], answer.day))
    statement_files.offer(page, answer.customer.customer_no, Period(since, answer.day))
    navigation.link(
        "statement", page.say("statement_file.other_period"), icon=":material/receipt_long:",
        customer=answer.customer.customer_no,
    )  # fmt: skip

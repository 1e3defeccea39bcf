"""年底清零: who will lose how much, whom to remind, what was used meanwhile, the sweep, and how it went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import streamlit as st

from pointbook.access import Right
from pointbook.analysis import CustomerRange
from pointbook.analysis.expiry import MOVES, Campaign, expiry_campaign, usual_start
from pointbook.analysis.health import expiries, reminders
from pointbook.periods import Period
from pointbook.texts import date_text, number_text, percent_text
from pointbook.ui import (
    charts,
    counted,
    feedback,
    filters,
    jobs,
    navigation,
    privacy,
    session,
    sums,
    tables,
    told,
    waiting,
)
from pointbook.ui.charts import Series
from pointbook.ui.figures import Figure, row
from pointbook.ui.sums import Step

if TYPE_CHECKING:
    from pointbook.ledger.desk import Posting
    from pointbook.ui.jobs import Job
    from pointbook.ui.start import Page

JOB: Final = "sweep"
_LISTED: Final = 200
_NEXT: Final = 3
_CUSTOMERS: Final = (
    "customer_no", "name", "phone", "had", "added", "used_signed", "moved_signed", "expired", "remaining", "held",
    "balance", "tier", "store", "owner",
)  # fmt: skip
_REMINDED: Final = (
    "customer_no", "name", "phone", "email", "expires_on", "expiring_points", "balance", "tier", "store", "owner",
)  # fmt: skip
_RARE: Final = ("reversed", "adjusted", "cleared", "transferred")
_ASKED: Final = "sweep_asked"


@dataclass(frozen=True)
class Wish:
    """Which day ends the points, since when they are followed, of whom."""

    day: date
    start: date
    customers: CustomerRange


def wish(page: Page) -> Wish:
    """Draw the filter bar and read it; the end of this year stands for itself."""
    with filters.bar():
        day = _day(page, "day", date(page.today.year, 12, 31))
        start = _day(page, "start", min(usual_start(day), page.today))
        customers = filters.customer_range(page, ("tier", "store", "counted"))
        with filters.more(page, "segment", "region", "department", "tag", "status"):
            customers |= filters.customer_range(
                page, ("segment", "region", "department", "tag", "status")
            )
    return Wish(day, min(start, day), CustomerRange(**customers))


def _day(page: Page, name: str, usual: date) -> date:
    label = page.say(f"expiry.{name}")
    chosen: date = st.date_input(
        label, usual, min_value=filters.EARLIEST, format="YYYY-MM-DD", key=name, bind="query-params",
        width=160, help=page.say(f"expiry.{name}_hint"),
    )  # fmt: skip
    told.note(label, date_text(chosen))
    return chosen


def ask(page: Page, wish: Wish) -> Campaign:
    """What became of these points until now."""
    return expiry_campaign(
        page.book, wish.day, wish.start, wish.customers, limit=_LISTED, actor=page.reader
    )


def show_nothing(page: Page, wish: Wish) -> None:
    """No points end on that day: the next days on which some do."""
    feedback.nothing_here(page, "expiry", day=wish.day)
    coming = expiries(page.book, wish.customers, page.reader).sort("points", descending=True)
    for day, points in coming.head(_NEXT).sort("expires_on").select("expires_on", "points").iter_rows():  # fmt: skip
        navigation.link(
            "expiry", page.say("expiry.go_to", day=day, points=points), icon=":material/event:", day=date_text(day)
        )  # fmt: skip


def show_losses(page: Page, wish: Wish, answer: Campaign) -> None:
    """① Who had how much on the first day, and who stands to lose what."""
    tables.heading(page.say("expiry.step_losses"))
    row(
        page,
        (
            Figure("ending_had", answer.had),
            Figure("ending_customers", answer.counted, "count"),
            Figure("ending_left", answer.remaining),
            Figure("ending_used_share", answer.used_share, "percent"),
            Figure("ending_lost", answer.lost),
        ),
    )
    counted.note(page)
    privacy.offer(page)

    def rows() -> pl.DataFrame:
        found = expiry_campaign(page.book, wish.day, wish.start, wish.customers, actor=page.reader)
        return _named(found.customers)

    chosen = tables.show(
        page, "ending", _named(answer.customers), _CUSTOMERS, selectable=True, all_rows=rows,
        count=answer.counted, title=page.say("expiry.file", day=wish.day),
    )  # fmt: skip
    if answer.counted > answer.customers.height:
        feedback.note(
            page.say("health.rows_cut", shown=answer.customers.height, count=answer.counted)
        )
    if chosen:
        navigation.go("why", customer=str(chosen["customer_no"]))


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    """Columns by the names of the registry; what did not happen to anybody is left empty."""
    named = rows.rename({"used": "used_signed", "moved": "moved_signed"})
    return tables.without_zeros(named, ("added", "used_signed", "moved_signed", "expired", "held"))


def show_reminders(page: Page, wish: Wish) -> None:
    """② The list for the reminder, without those who want none; nothing once the day has passed."""
    if page.today > wish.day:
        return
    tables.heading(page.say("expiry.step_remind"))
    days = Period(wish.day, wish.day)
    found = reminders(page.book, days, wish.customers, limit=_LISTED, actor=page.reader)
    feedback.note(
        page.say("expiry.remind", count=found.customers, points=found.points, left_out=found.left_out)
    )  # fmt: skip
    if found.rows.is_empty():
        return
    tables.show(
        page, "ending_reminders", found.rows, _REMINDED, count=found.customers,
        all_rows=lambda: reminders(page.book, days, wish.customers, actor=page.reader).rows,
        title=page.say("expiry.remind_file", day=wish.day),
    )  # fmt: skip


def show_course(page: Page, answer: Campaign) -> None:
    """③ What was used meanwhile, day by day, and what was left."""
    tables.heading(page.say("expiry.step_used"))
    feedback.note(
        page.say("expiry.used", users=answer.users, points=-answer.moves["redeemed"], start=answer.start)
    )  # fmt: skip
    if answer.course.is_empty():
        return
    days = pl.DataFrame(
        {"day": pl.date_range(answer.start, answer.course["day"][-1], "1d", eager=True)}
    )
    course = days.join(answer.course, on="day", how="left", maintain_order="left").with_columns(
        pl.col(*MOVES).fill_null(0), pl.col("remaining").forward_fill().fill_null(answer.had)
    )
    starts = list(course["day"])
    charts.movements(
        page, "ending_days", [charts.period_name(each, "day", page.lang) for each in starts],
        [Series(page.say(f"ending_moves.{name}"), [float(p) for p in course[name]],
                "brought_in" if name == "added" else name) for name in MOVES],
        [float(each) for each in course["remaining"]],
        ticks=charts.period_ticks(starts, "day", page.lang),
    )  # fmt: skip


def show_sweep(page: Page, answer: Campaign) -> None:
    """④ Writing down what has expired, once the day is over, for those who may."""
    tables.heading(page.say("expiry.step_sweep"))
    job = waiting.job_of_page(JOB)
    if job is not None:
        _show_job(page, job)
        return
    if page.today <= answer.day:
        left = (answer.day - page.today).days
        feedback.hint(page.say("expiry.not_yet", day=answer.day, days=left))
        return
    waits = answer.remaining - answer.held
    lapsed = page.book.ask("customers/figures", as_of=page.book.now(), actor=page.reader)[
        "lapsed"
    ].item()
    if waits <= 0:
        feedback.hint(page.say("expiry.swept", points=answer.lost))
    elif not page.actor.may(Right.EXPIRE):
        feedback.note(page.say("expiry.no_right", points=waits))
    elif st.session_state.get(_ASKED) != answer.day:
        feedback.note(page.say("expiry.lapsed", points=lapsed))
        st.button(
            page.say("expiry.sweep"), on_click=_ask, args=(answer.day,), key="sweep_ask", icon=":material/event_busy:"
        )  # fmt: skip
    else:
        st.warning(page.say("expiry.sweep_ask", points=lapsed), icon=":material/event_busy:")
        with st.container(horizontal=True, gap="small"):
            st.button(
                page.say("expiry.sweep_confirm"),
                type="primary",
                on_click=_sweep,
                key="sweep_confirm",
            )
            st.button(page.say("bare.cancel"), on_click=_ask, args=(None,), key="sweep_cancel")


def _ask(day: date | None) -> None:
    st.session_state[_ASKED] = day


def _sweep() -> None:
    """Begin in a thread of its own; pressed twice it begins once."""
    book, actor = session.opened_book(), session.actor()
    day = st.session_state.pop(_ASKED, None)
    if day is None:
        return
    work: Any = lambda _report: book.ledger.expire(book.now(), actor=actor)  # noqa: E731
    waiting.remember(JOB, jobs.start(JOB, str(day), work))


def _show_job(page: Page, job: Job) -> None:
    if job.state == "running":
        waiting.progress(page, job, hint="expiry.sweeping_hint")
        return
    if job.state == "failed":
        waiting.failure(page, job, hint="expiry.sweep_failed")
    else:
        postings: list[Posting] = job.result
        gone = -sum((each.points for each in postings), Decimal(0))
        st.success(
            page.say("expiry.sweep_done", lots=len(postings), points=gone),
            icon=":material/event_busy:",
        )
        navigation.link("history", page.say("expiry.undo_where"), icon=":material/undo:")
    st.button(
        page.say("history.dismiss"), on_click=waiting.forget, args=(JOB,), key="sweep_dismiss"
    )


def show_review(page: Page, answer: Campaign) -> None:
    """⑤ The account of these points from the first day to now, proved."""
    tables.heading(page.say("expiry.step_review"))
    offered = answer.had + answer.moves["added"]

    def share(points: Decimal) -> str:
        return (
            page.say("expiry.of_offered", share_text=percent_text(abs(points) / offered))
            if offered
            else ""
        )

    lines = [
        Step(
            "",
            page.say("figures.ending_had"),
            number_text(answer.had),
            note=date_text(answer.start),
        )
    ]
    for name in MOVES:
        points = answer.moves[name]
        if points or name not in _RARE:
            sign = "+" if points > 0 else "−" if points < 0 else ""
            lines.append(
                Step(
                    sign,
                    page.say(f"ending_moves.{name}"),
                    number_text(abs(points)),
                    note=share(points),
                )
            )
    lines.append(
        Step("=", page.say("figures.ending_left"), number_text(answer.remaining), is_result=True)
    )
    sums.steps(lines)
    feedback.note(
        page.say("expiry.review", counted=answer.counted, users=answer.users, losers=answer.losers)
    )  # fmt: skip
    terms = [(page.say("figures.ending_had"), answer.had)]
    terms += [
        (page.say(f"ending_moves.{name}"), answer.moves[name])
        for name in MOVES
        if answer.moves[name]
    ]
    sums.proof(page, terms, (page.say("expiry.by_customer"), answer.total))

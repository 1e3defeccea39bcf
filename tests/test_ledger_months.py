"""Closed months: their figures are kept, nothing is dated in them any more, and what comes late says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import polars as pl
import pytest

import pointbook
from pointbook.access import Actor, Right, Scope
from pointbook.book import Book
from pointbook.corrections import Change
from pointbook.errors import (
    DuplicateKeyConflict,
    InvalidText,
    MonthIsClosed,
    MonthNotClosed,
    MonthNotNext,
    MonthNotOver,
    NotAMonth,
    NotPermitted,
)
from pointbook.imports.answers import Answers
from pointbook.imports.outlook import outlook
from pointbook.ledger.entries import KINDS

NOW = datetime(2026, 6, 30, 12, 0)
MARCH, APRIL, MAY, JUNE = (date(2026, month, 1) for month in (3, 4, 5, 6))
HEADER = "customer_no,occurred_at,points,ref"


@pytest.fixture
def closed() -> Iterator[Book]:
    """A book of two customers whose April is closed."""
    with pointbook.open_book(":memory:", clock=lambda: NOW) as book:
        for number in ("A", "B"):
            book.customers.add(number, actor="t")
        book.ledger.earn("A", 100, occurred_at="2026-03-05", expires_at="2026-04-20", actor="t")
        book.ledger.redeem("A", 30, occurred_at="2026-04-06", actor="t")
        book.ledger.earn("B", 50, occurred_at="2026-04-07", actor="t")
        book.months.close(APRIL, actor="t")
        yield book


def read(book: Book, *rows: str, answers: Answers | None = None) -> pl.DataFrame:
    """Import rows of one system; the entries that came of it."""
    draft = book.imports.read("\n".join([HEADER, *rows]).encode(), filename="f.csv")
    plan = draft.plan("points", source="crm", **({"answers": answers} if answers else {}))
    run = plan.post(actor="t")
    return book.ask("points/statement", batch_id=run.batch_id).sort("entry_id")


def lines(book: Book, close_id: int = 1) -> dict[str, tuple[Decimal, int, int]]:
    kept = book.months.kept(close_id, actor="t")
    return {line: tuple(rest) for _, line, *rest in kept.iter_rows()}


def test_the_figures_of_a_month_are_kept_with_what_expired_in_it(closed: Book) -> None:
    told = lines(closed)
    assert told["start"] == (100, 1, 1)
    assert told["earn"] == (50, 1, 1)
    assert told["redeem"] == (-30, 1, 1)
    assert told["expire"] == (-70, 1, 1)  # written by the closing, though no sweep had run
    assert told["end"] == (50, 4, 1)
    assert told["active"] == (-50, 3, 2)
    assert told["new"] == (0, 0, 1)
    moved = sum(points for line, (points, _, _) in told.items() if line in KINDS)
    assert told["start"][0] + moved == told["end"][0]
    assert closed.months.lines(APRIL, actor="t").equals(closed.months.kept(1, actor="t"))
    assert closed.verify() == []


@pytest.mark.parametrize("when", ["2026-04-30 23:59:59", "2026-04-01", "2025-01-01"])
def test_a_date_in_a_closed_month_that_somebody_chooses_is_refused(closed: Book, when: str) -> None:
    ledger, links = closed.ledger, closed.store.link_id
    entry = ledger.entries("B")["entry_id"][0]
    hold_id = ledger.hold("B", 5, occurred_at="2026-05-02", actor="t")
    for command in (
        lambda: ledger.earn("A", 5, occurred_at=when, actor="t"),
        lambda: ledger.redeem("B", 5, occurred_at=when, overdraft=True, actor="t"),
        lambda: ledger.adjust("B", 5, occurred_at=when, actor="t"),
        lambda: ledger.adjust("B", -5, occurred_at=when, overdraft=True, actor="t"),
    ):
        with pytest.raises(MonthIsClosed):
            command()
    for late in (  # some are refused for other reasons before; none is written
        lambda: ledger.hold("B", 5, occurred_at=when, actor="t"),
        lambda: ledger.release(hold_id, occurred_at=when, actor="t"),
        lambda: ledger.settle(hold_id, occurred_at=when, actor="t"),
        lambda: ledger.clear("B", occurred_at=when, actor="t"),
        lambda: ledger.reverse(entry, occurred_at=when, actor="t"),
        lambda: ledger.transfer("B", "A", 5, occurred_at=when, actor="t"),
        lambda: ledger.merge("B", "A", occurred_at=when, actor="t"),
        lambda: ledger.reassign(entry, "A", occurred_at=when, actor="t"),
        lambda: ledger.extend(entry, "2027-01-01", occurred_at=when, actor="t"),
    ):
        with pytest.raises(pointbook.errors.PointbookError):
            late()
    assert closed.store.link_id == links + 1
    ledger.earn("A", 5, occurred_at="2026-05-01", actor="t")
    assert closed.verify() == []


def test_a_late_row_of_a_file_is_dated_in_the_open_month_and_keeps_its_date(closed: Book) -> None:
    found = read(closed, "B,2026-04-09,-8,", "B,2026-03-01,10,", "B,2026-05-03,4,")

    assert found.select("occurred_at", "points", "business_at").rows() == [
        (datetime(2026, 5, 1), 10, datetime(2026, 3, 1)),
        (datetime(2026, 5, 1), -8, datetime(2026, 4, 9)),
        (datetime(2026, 5, 3), 4, None),
    ]
    lots = closed.ledger.lots("B")
    assert lots["available_from"].to_list()[1:] == [datetime(2026, 5, 1), datetime(2026, 5, 3)]
    assert closed.ledger.balance("B", as_of=date(2026, 4, 30)).balance == 50
    assert closed.verify() == []


def test_a_late_file_counts_once_whenever_it_comes_again(closed: Book) -> None:
    rows = ("B,2026-04-09,-8,", "B,2026-04-09,-8,", "B,2026-03-01,10,R1")
    assert read(closed, *rows).height == 3
    assert read(closed, *rows).is_empty()
    closed.months.reopen(APRIL, reason="typed wrong", actor="t")
    assert read(closed, *rows).is_empty()
    assert read(closed, *rows, "B,2026-04-09,-8,")["occurred_at"].to_list() == [
        datetime(2026, 4, 9)
    ]
    assert closed.verify() == []


def test_a_single_command_finds_the_late_entry_of_its_number(closed: Book) -> None:
    read(closed, "B,2026-04-09,10,R1")
    told = {"source": "crm", "ref": "R1", "actor": "t"}
    assert closed.ledger.earn("B", 10, occurred_at="2026-04-09", **told).replayed
    with pytest.raises(DuplicateKeyConflict):
        closed.ledger.earn("B", 10, occurred_at="2026-05-01", **told)


def test_a_command_done_before_the_month_was_closed_is_answered_as_it_was(closed: Book) -> None:
    closed.months.reopen(APRIL, reason="late till", actor="t")
    told = {"occurred_at": "2026-04-15", "request_id": "q1", "actor": "t"}
    first = closed.ledger.earn("B", 3, **told)
    closed.months.close(APRIL, actor="t")
    again = closed.ledger.earn("B", 3, **told)
    assert (again.entry_id, again.replayed) == (first.entry_id, True)


def test_an_undo_takes_back_in_the_open_month_what_was_dated_in_a_closed_one(closed: Book) -> None:
    closed.months.reopen(APRIL, reason="again", actor="t")
    early = read(closed, "B,2026-04-09,20,", "B,2026-04-10,-5,")
    closed.months.close(APRIL, actor="t")
    before = closed.months.kept(2, actor="t")
    undone = closed.imports.undo(int(early["batch_id"][0]), actor="t")

    found = closed.ask("points/statement", batch_id=undone.batch_id)
    assert set(found["occurred_at"]) == {datetime(2026, 5, 1)}
    assert sorted(found["business_at"]) == [datetime(2026, 4, 9), datetime(2026, 4, 10)]
    assert closed.months.lines(APRIL, actor="t").equals(before)
    assert read(closed, "B,2026-04-09,20,", "B,2026-04-10,-5,").height == 2  # the keys are free
    assert closed.verify() == []


def test_the_undo_of_a_late_file_never_predates_it_though_its_month_is_open_again(
    closed: Book,
) -> None:
    late = read(closed, "B,2026-04-09,20,")
    closed.months.reopen(APRIL, reason="again", actor="t")
    undone = closed.imports.undo(int(late["batch_id"][0]), actor="t")
    back = closed.ask("points/statement", batch_id=undone.batch_id)
    assert back.select("occurred_at", "business_at").row(0) == (
        datetime(2026, 5, 1), datetime(2026, 4, 9),
    )  # fmt: skip
    assert closed.verify() == []


def test_what_expired_in_a_closed_month_is_swept_in_the_open_one(closed: Book) -> None:
    # Late points that had expired before they came: they open, are gone, and are written off at once.
    draft = closed.imports.read(
        b"customer_no,occurred_at,points,expires_at\nA,2026-04-02,9,2026-04-25\n", filename="e.csv"
    )
    draft.plan("points", source="crm").post(actor="t")
    assert closed.ledger.balance("A").lapsed == 9
    posted = closed.ledger.expire(date(2026, 4, 28), actor="t")
    assert [(each.points, each.occurred_at) for each in posted] == [(-9, datetime(2026, 5, 1))]
    last = closed.ledger.entries("A").row(-1, named=True)
    assert (last["kind"], last["business_at"]) == ("expire", datetime(2026, 4, 26))
    assert closed.verify() == []


def test_a_period_is_replaced_by_the_dates_that_entries_were_said_to_have(closed: Book) -> None:
    replace = Answers(period="replace")
    read(closed, "B,2026-04-09,20,", "B,2026-04-10,7,")  # late, dated in May
    read(closed, "B,2026-05-09,1,", answers=replace)  # all of May: takes nothing late back
    assert closed.ledger.balance("B").balance == 78
    read(closed, "B,2026-04-09,20,", "B,2026-04-30,2,", answers=replace)  # all of April
    assert closed.ledger.balance("B").balance == 73
    assert lines(closed)["end"] == (50, 4, 1)
    assert closed.verify() == []


def test_a_file_of_balances_of_a_closed_month_moves_its_difference_once(closed: Book) -> None:
    rows = b"customer_no,date,balance_after\nB,2026-04-30,65\n"
    for moved in (15, None):
        draft = closed.imports.read(rows, filename="b.csv")
        draft.plan("points", source="crm").post(actor="t")
        if moved:
            last = closed.ledger.entries("B").row(-1, named=True)
            assert (last["points"], last["business_at"]) == (moved, datetime(2026, 4, 30))
    assert closed.ledger.balance("B").balance == 65
    assert closed.verify() == []


def test_months_close_in_order_once_they_are_over(closed: Book) -> None:
    close = closed.months.close
    assert closed.months.closable(date(2025, 1, 1)) == [MAY]
    for month, refusal in ((JUNE, MonthNotOver), (APRIL, MonthIsClosed), (MARCH, MonthIsClosed)):
        with pytest.raises(refusal):
            close(month, actor="t")
    with pytest.raises(NotAMonth):
        close(date(2026, 5, 2), actor="t")
    assert close(MAY, actor="t", request_id="r").close_id == 2
    assert close(MAY, actor="t", request_id="r").replayed
    assert closed.months.closable(date(2025, 1, 1)) == []
    with pytest.raises(MonthNotClosed):
        closed.months.reopen(APRIL, reason="not the last", actor="t")
    closed.months.reopen(MAY, reason="x", actor="t")
    closed.months.reopen(APRIL, reason="x", actor="t")
    assert closed.months.closed_until is None
    assert closed.months.closable(date(2026, 4, 9)) == [MAY, APRIL]
    close(MARCH, actor="t")
    with pytest.raises(MonthNotNext) as told:
        close(MAY, actor="t")
    assert told.value.values["next"] == APRIL
    assert closed.verify() == []


def test_opening_again_needs_a_reason_and_is_kept_beside_the_closing(closed: Book) -> None:
    with pytest.raises(InvalidText):
        closed.months.reopen(APRIL, reason=" ", actor="t")
    closed.months.reopen(APRIL, reason="门店补录", actor="anna")
    row = closed.months.closings(actor="t").row(0, named=True)
    assert (row["reopened_by"], row["reason"], row["month"]) == ("anna", "门店补录", APRIL)
    done = closed.ask("audit/actions", row_limit=9).filter(pl.col("link_id").is_not_null())
    assert done["command"].to_list()[:2] == ["reopen_month", "close_month"]
    assert "门店补录" in done["details"][0]
    closed.ledger.earn("B", 1, occurred_at="2026-04-30", actor="t")
    closed.months.close(APRIL, actor="t")
    assert (lines(closed, 1)["end"][0], lines(closed, 2)["end"][0]) == (50, 51)
    assert closed.verify() == []


def test_closing_asks_for_its_right_over_all_customers(closed: Book) -> None:
    nobody = Actor("n", frozenset({Right.POST, Right.EXPIRE}))
    narrow = Actor("d", frozenset({Right.CLOSE_MONTH}), scope=Scope("department", ("A",)))
    for actor in (nobody, narrow):
        with pytest.raises(NotPermitted):
            closed.months.close(MAY, actor=actor)
        with pytest.raises(NotPermitted):
            closed.months.reopen(APRIL, reason="x", actor=actor)
    for ask in (closed.months.closings, lambda actor: closed.months.lines(APRIL, actor=actor)):
        with pytest.raises(NotPermitted):
            ask(actor=narrow)
    closed.months.close(MAY, actor=Actor("m", frozenset({Right.CLOSE_MONTH})))
    roles = closed.access.roles()
    assert {name for name, role in roles.items() if Right.CLOSE_MONTH in role.rights} == {
        "manager", "administrator",
    }  # fmt: skip


def test_a_plan_says_how_much_of_it_is_late(closed: Book) -> None:
    rows = [HEADER, "B,2026-04-09,-8,", "B,2026-05-09,1,"]
    plan = closed.imports.read("\n".join(rows).encode(), filename="f.csv").plan("points")
    found = outlook(plan)
    assert (found.late, found.open_from) == (1, MAY)


def test_a_request_for_a_month_that_was_closed_meanwhile_is_refused_and_still_waits(
    closed: Book,
) -> None:
    day = datetime(2026, 5, 20)
    change = Change("up", "B", points=Decimal(5), reason="goodwill", occurred_at=day)
    number = closed.approvals.ask(change, actor="anna", reason="promised")
    closed.months.close(MAY, actor="t")
    with pytest.raises(MonthIsClosed):
        closed.approvals.approve(number, actor="t")
    assert closed.approvals.one(number, "t").is_waiting
    assert closed.verify() == []

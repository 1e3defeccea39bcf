"""The health of a programme against sums made lot by lot in plain Python, and against growth."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pointbook.access import Actor, Right
from pointbook.analysis import CustomerRange
from pointbook.analysis.health import (
    Cohorts,
    Liability,
    Usage,
    cohorts,
    expiries,
    liability,
    reminders,
    usage,
)
from pointbook.book import Book
from pointbook.errors import InvalidPointValue, InvalidText, NotPermitted
from pointbook.periods import Period
from tests.random_book import NOW, RandomBook, random_book

__all__ = ["random_book"]

NOTHING = Decimal(0)
RANGES: list[dict[str, str]] = [
    {},
    {"tier": "gold"},
    {"tag": "new"},
    {"store": "S1", "department": "A"},
]
COLUMN = {
    "redeem": "used", "expire": "expired_points", "claw_back": "taken_back", "clear": "written_off",
    "adjust_down": "written_off", "transfer_out": "moved", "merge_out": "moved",
}  # fmt: skip
ALWAYS = Period(date(2024, 1, 1), NOW.date())


def cohorts_by_hand(random_book: RandomBook, meant: set[str]) -> dict[date, dict[str, Decimal]]:
    """Every lot followed from its issue to what is left of it, without the questions under test."""
    book = random_book.book
    kinds = {entry["entry_id"]: entry for entry in random_book.entries}
    found: dict[date, dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: NOTHING))
    parts = book.store.ask("select entry_id, lot_entry_id, points from lot_entry").rows()
    for entry_id, lot_id, points in parts:
        if lot_id is None or kinds[lot_id]["customer_no"] not in meant:
            continue
        row = found[kinds[lot_id]["day"].replace(day=1)]
        kind = kinds[entry_id]["kind"]
        if entry_id == lot_id and points > 0:
            row["issued"] += points
            row["earned"] += points if kind == "earn" else 0
        elif entry_id == lot_id:
            row["used"] -= points  # it paid for what had been used before
        elif kind == "restore":
            row["restored"] += points
        else:
            row[COLUMN[kind]] -= points
    for number in meant:
        for lot in book.ledger.lots(number).iter_rows(named=True):
            row = found[kinds[lot["entry_id"]]["day"].replace(day=1)]
            free = lot["remaining"] - lot["held"]
            has_lapsed = lot["expires_at"] is not None and lot["expires_at"] <= NOW
            row["lapsed"] += free if has_lapsed else 0
            row["open"] += lot["held"] if has_lapsed else lot["remaining"]
    return found


@pytest.mark.parametrize("wanted", RANGES, ids=str)
def test_a_month_of_issue_is_what_became_of_its_lots(
    random_book: RandomBook, wanted: dict[str, str]
) -> None:
    answer = cohorts(random_book.book, CustomerRange(**wanted))
    by_hand = cohorts_by_hand(random_book, random_book.meant(**wanted))

    assert answer.rows["month"].to_list() == sorted(by_hand)
    for row in answer.rows.iter_rows(named=True):
        expected = by_hand[row["month"]]
        assert {name: row[name] for name in expected} == expected
        assert all(
            value == 0
            for name, value in row.items()
            if name not in (*expected, "month", "is_matured")
        )
    assert answer.is_proved


@pytest.mark.parametrize("wanted", RANGES, ids=str)
def test_the_months_together_are_what_growth_and_the_ledger_say(
    random_book: RandomBook, wanted: dict[str, str]
) -> None:
    book, customers = random_book.book, CustomerRange(**wanted)
    found = cohorts(book, customers)
    owed = liability(book, found, customers)
    grown = usage(book, ALWAYS, customers).totals

    assert found.total("earned") == grown.movements["earned"]
    assert found.total("open") == owed.outstanding
    assert found.total("lapsed") == owed.lapsed
    assert owed.outstanding + owed.lapsed - owed.debt == grown.closing
    assert found.total("expired_points") == -grown.movements["expired"]


@pytest.mark.parametrize("wanted", RANGES, ids=str)
@pytest.mark.parametrize(
    "period", [ALWAYS, Period(date(2025, 9, 3), date(2026, 2, 10))], ids=["always", "a_while"]
)
def test_what_was_used_by_its_days_is_what_was_redeemed(
    random_book: RandomBook, wanted: dict[str, str], period: Period
) -> None:
    meant = random_book.meant(**wanted)
    answer = usage(random_book.book, period, CustomerRange(**wanted))
    entries = {entry["entry_id"]: entry for entry in random_book.entries}
    expected: dict[int | None, Decimal] = defaultdict(lambda: NOTHING)
    parts = random_book.book.store.ask(
        "select entry_id, lot_entry_id, points from lot_entry"
    ).rows()
    for entry_id, lot_id, points in parts:
        entry = entries[entry_id]
        if entry["kind"] == "redeem" and entry["day"] in period and entry["customer_no"] in meant:
            days = None if lot_id is None else (entry["day"] - entries[lot_id]["day"]).days
            expected[days] -= points

    assert dict(answer.days.iter_rows()) == expected
    assert answer.is_proved
    assert sum(answer.bands, NOTHING) + answer.before_issue == -answer.totals.movements["redeemed"]


def used(*days: tuple[int | None, int]) -> Usage:
    import polars as pl

    frame = pl.DataFrame(
        [(d, Decimal(p)) for d, p in days],
        schema={"days": pl.Int64, "points": pl.Decimal(18, 2)}, orient="row",
    )  # fmt: skip
    return Usage(ALWAYS, None, None, frame)  # type: ignore[arg-type]


def test_days_to_use_are_weighted_by_points() -> None:
    answer = used((1, 10), (40, 70), (400, 20), (None, 5))
    assert answer.median_days == 40
    assert answer.mean_days == Decimal("108.1")
    assert answer.bands == [10, 70, 0, 0, 20]
    assert answer.before_issue == 5
    assert used((None, 5)).median_days is None
    assert used().mean_days is None


def lived(book: Book) -> None:
    """Two months of issue: the first is over, of the second much is still open."""
    book.customers.add("M1", tags="vip,免打扰", actor="t")
    book.customers.add("M2", actor="t")
    for number, day, points in (("M1", 10, 600), ("M2", 11, 400)):
        book.ledger.earn(
            number,
            points,
            occurred_at=datetime(2025, 3, day),
            expires_at=date(2026, 3, 31),
            actor="t",
        )
    book.ledger.redeem("M1", 450, occurred_at=datetime(2025, 6, 1), actor="t")
    book.ledger.redeem("M2", 300, occurred_at=datetime(2025, 7, 1), actor="t")
    book.ledger.expire(datetime(2026, 4, 1), actor="t")
    for number, points, last in (("M1", 500, date(2026, 7, 15)), ("M2", 300, date(2026, 7, 20))):
        book.ledger.earn(
            number, points, occurred_at=datetime(2026, 6, 1), expires_at=last, actor="t"
        )


def test_breakage_is_that_of_the_months_whose_points_have_met_their_fate(memory_book: Book) -> None:
    lived(memory_book)
    found = cohorts(memory_book)
    assert found.rows["is_matured"].to_list() == [True, False]
    assert found.matured.gone == 250
    assert found.matured.used == 750
    assert found.breakage == Decimal("0.25")


def test_without_a_matured_month_no_breakage_is_expected(memory_book: Book) -> None:
    memory_book.customers.add("M1", actor="t")
    memory_book.ledger.earn("M1", 100, occurred_at=datetime(2026, 6, 1), actor="t")
    found = cohorts(memory_book)
    assert found.breakage is None
    owed = liability(memory_book, found, CustomerRange())
    assert not owed.is_measured
    assert owed.expected == owed.outstanding == 100
    assert owed.amount is None


def test_the_liability_is_the_value_of_what_is_expected_to_be_used(memory_book: Book) -> None:
    lived(memory_book)
    memory_book.change_programme(point_value="0.02", actor="t")
    owed = liability(memory_book, cohorts(memory_book), CustomerRange())
    assert owed == Liability(
        Decimal(800), Decimal(0), Decimal(0), Decimal("0.25"), True, Decimal("0.02")
    )
    assert owed.expected == 600
    assert owed.amount == Decimal("12.00")


def test_a_month_is_proved_by_its_own_row(memory_book: Book) -> None:
    import polars as pl

    lived(memory_book)
    rows = cohorts(memory_book).rows
    assert Cohorts(rows).is_proved
    assert not Cohorts(rows.with_columns(pl.col("expired_points") + 1)).is_proved


def test_whoever_opted_out_is_counted_and_not_reminded(memory_book: Book) -> None:
    lived(memory_book)
    july = Period(date(2026, 7, 1), date(2026, 7, 31))
    everybody = reminders(memory_book, july)
    assert [row["customer_no"] for row in everybody.rows.iter_rows(named=True)] == ["M1", "M2"]

    memory_book.change_programme(reminder_opt_out="免打扰", actor="t")
    asked = reminders(memory_book, july)
    assert asked.rows["customer_no"].to_list() == ["M2"]
    assert (asked.customers, asked.points) == (1, Decimal(300))
    assert (asked.left_out, asked.left_out_points) == (1, Decimal(500))


def test_a_last_day_is_reminded_of_that_day_and_not_the_next(memory_book: Book) -> None:
    lived(memory_book)

    def on(day: int) -> list[str]:
        only = Period(date(2026, 7, day), date(2026, 7, day))
        return list(reminders(memory_book, only).rows["customer_no"])

    assert (on(14), on(15), on(16)) == ([], ["M1"], [])


@pytest.mark.parametrize("wanted", RANGES, ids=str)
def test_the_calendar_and_the_list_hold_the_same_points(
    random_book: RandomBook, wanted: dict[str, str]
) -> None:
    book, customers = random_book.book, CustomerRange(**wanted)
    calendar = expiries(book, customers)
    lots = [
        lot
        for number in random_book.meant(**wanted)
        for lot in book.ledger.lots(number).iter_rows(named=True)
        if lot["expires_at"] is not None and lot["expires_at"] > NOW
    ]
    assert sum(calendar["points"], NOTHING) == sum(
        (lot["remaining"] - lot["held"] for lot in lots), NOTHING
    )
    days = Period(NOW.date(), NOW.date() + timedelta(days=90))
    found = reminders(book, days, customers)
    coming: Any = calendar.filter(calendar["expires_on"] <= days.until)
    assert found.points == sum(coming["points"], NOTHING)
    assert sum(found.rows["expiring_points"], NOTHING) == found.points
    assert found.customers == found.rows.height


def test_the_programme_is_changed_by_those_who_may_and_its_chain_says_what_was(
    memory_book: Book,
) -> None:
    with pytest.raises(NotPermitted):
        memory_book.change_programme(point_value="1", actor=Actor("o", frozenset({Right.ADJUST})))
    memory_book.change_programme(point_value="0.0100", actor="m", request_id="r1")
    assert memory_book.programme.point_value == Decimal("0.01")
    memory_book.change_programme(point_value="0.0100", actor="m", request_id="r1")
    memory_book.change_programme(point_value=None, actor="m")
    assert memory_book.programme.point_value is None
    done = memory_book.store.ask(
        "select details from audit_link where command = 'change_programme' order by link_id"
    )["details"]
    assert ['"point_value": ["", "0.01"]' in done[0], '"point_value": ["0.01", ""]' in done[1]] == [
        True, True,
    ]  # fmt: skip
    assert len(done) == 2


@pytest.mark.parametrize("value", ["0", "-1", "1001", "0.00001", "many", "NaN"])
def test_a_point_is_worth_an_amount_of_money(memory_book: Book, value: str) -> None:
    with pytest.raises(InvalidPointValue):
        memory_book.change_programme(point_value=value, actor="t")
    assert memory_book.programme.point_value is None


def test_a_tag_holds_no_comma(memory_book: Book) -> None:
    with pytest.raises(InvalidText):
        memory_book.change_programme(reminder_opt_out="a,b", actor="t")

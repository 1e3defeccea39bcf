"""Growth and activity against sums made entry by entry in plain Python."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pointbook.analysis import MOVEMENTS, CustomerRange, Totals, growth
from pointbook.book import Book
from pointbook.periods import BUCKETS, Bucket, Period, bucket_start, parse_period
from tests.random_book import RandomBook, random_book

__all__ = ["random_book"]

NOTHING = Decimal(0)
MEANING = {
    "earn": "earned", "redeem": "redeemed", "expire": "expired", "clear": "cleared",
    "adjust_up": "adjusted", "adjust_down": "adjusted", "claw_back": "reversed", "restore": "reversed",
    "transfer_in": "transferred", "transfer_out": "transferred", "opening": "brought_in",
}  # fmt: skip
OF_CUSTOMER = ("tier", "store", "region")
PERIODS = ["2025-07..2026-03", "2025-08-10..2025-11-03", "2019-12-30..2020-01-02", None]


def days_of(random_book: RandomBook, text: str | None) -> Period:
    if text:
        return parse_period(text)
    days = [entry["day"] for entry in random_book.entries]
    return Period(min(days), max(days))


def group_of(random_book: RandomBook, entry: dict[str, Any], by: str | None) -> str | None:
    if by is None:
        return None
    if by == "entry_store":
        return entry["store"]  # type: ignore[no-any-return]
    owner = random_book.customers[entry["customer_no"]] if by in OF_CUSTOMER else entry
    return owner[by]  # type: ignore[no-any-return]


@pytest.mark.parametrize("text", PERIODS)
@pytest.mark.parametrize("bucket", BUCKETS)
def test_every_bucket_is_there_and_adds_up(
    random_book: RandomBook, bucket: Bucket, text: str | None
) -> None:
    period = days_of(random_book, text)
    dates = {"since": period.since, "until": period.until} if text else {}
    answer = random_book.book.ask("analysis/growth", bucket=bucket, **dates)

    expected = [bucket_start(each.since, bucket) for each in period.buckets(bucket)]
    assert answer["bucket_start"].to_list() == expected
    balance = random_book.total(lambda entry: entry["day"] < period.since)
    for row, days in zip(answer.iter_rows(named=True), period.buckets(bucket), strict=True):
        assert row["opening"] == balance
        for name in MOVEMENTS:
            assert row[name] == random_book.total(
                lambda entry: entry["day"] in days and MEANING[entry["kind"]] == name  # noqa: B023
            )
        balance += row["net"]
        assert row["closing"] == balance == row["opening"] + sum(row[n] for n in MOVEMENTS)


@pytest.mark.parametrize(
    "wanted", [{}, {"tag": "new"}, {"tier": "gold", "department": "A"}], ids=str
)
@pytest.mark.parametrize(
    "by",
    ["reason", "kind", "tier", "store", "channel", "campaign", "region", "entry_store"],
)
def test_every_group_is_in_every_bucket_and_the_groups_make_up_the_whole(
    random_book: RandomBook, by: str, wanted: dict[str, str | None]
) -> None:
    period, bucket = parse_period("2025-09-10..2026-02-20"), "month"
    meant = random_book.meant(**wanted)
    answer = random_book.book.ask(
        "analysis/growth", since=period.since, until=period.until, bucket=bucket, by=by, **wanted
    )
    groups = {
        group_of(random_book, entry, by)
        for entry in random_book.entries
        if entry["customer_no"] in meant and entry["day"] <= period.until
    }
    starts = [bucket_start(each.since, "month") for each in period.buckets("month")]
    found = list(answer.select("bucket_start", "group").iter_rows())
    assert sorted(found, key=repr) == sorted(((s, g) for s in starts for g in groups), key=repr)
    for row in answer.iter_rows(named=True):
        last = min(_end(row["bucket_start"]), period.until)

        def is_meant(entry: dict[str, Any], row: dict[str, Any] = row) -> bool:
            return (
                entry["customer_no"] in meant and group_of(random_book, entry, by) == row["group"]
            )

        assert row["closing"] == random_book.total(
            lambda e, last=last: is_meant(e) and e["day"] <= last  # type: ignore[misc]
        )
        assert row["opening"] + sum(row[name] for name in MOVEMENTS) == row["closing"]

    whole = random_book.book.ask(
        "analysis/growth", since=period.since, until=period.until, bucket=bucket, **wanted
    )
    for start, closing in whole.select("bucket_start", "closing").iter_rows():
        assert sum(answer.filter(answer["bucket_start"] == start)["closing"], NOTHING) == closing


def _end(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


@pytest.mark.parametrize("wanted", [{}, {"store": "S1"}], ids=str)
@pytest.mark.parametrize("bucket", BUCKETS)
def test_customers_are_active_with_an_entry_and_new_with_their_first(
    random_book: RandomBook, bucket: Bucket, wanted: dict[str, str | None]
) -> None:
    meant = random_book.meant(**wanted)
    entries = [entry for entry in random_book.entries if entry["customer_no"] in meant]
    first: dict[str, date] = {}
    for entry in entries:
        first[entry["customer_no"]] = min(first.get(entry["customer_no"], date.max), entry["day"])
    period = parse_period("2025-05-07..2026-01-20")
    answer = random_book.book.ask(
        "analysis/activity", since=period.since, until=period.until, bucket=bucket, **wanted
    )
    assert answer.columns[:3] == ["bucket_start", "active_customers", "new_customers"]
    assert list(answer.iter_rows()) == [
        (
            bucket_start(days.since, bucket),
            len({entry["customer_no"] for entry in entries if entry["day"] in days}),
            sum(day in days for day in first.values()),
        )
        for days in period.buckets(bucket)
    ]


@pytest.mark.parametrize("wanted", [{}, {"tier": "gold"}], ids=str)
@pytest.mark.parametrize("bucket", BUCKETS)
@pytest.mark.parametrize(
    "text", ["2025-08-10..2025-11-03", "2025-09-10..2027-02-20", "2019-12-30..2020-01-02"]
)
def test_the_buckets_of_a_growth_are_those_of_its_question(
    random_book: RandomBook, text: str, bucket: Bucket, wanted: dict[str, str]
) -> None:
    period = parse_period(text)
    grown = growth(random_book.book, period, bucket, customers=CustomerRange(**wanted))  # type: ignore[arg-type]
    days = {"since": period.since, "until": period.until, "bucket": bucket, **wanted}
    asked = random_book.book.ask("analysis/growth", **days)
    assert grown.rows.select(asked.columns).equals(asked)
    assert grown.rows.schema.items() >= asked.schema.items()
    active = random_book.book.ask("analysis/activity", **days)
    assert grown.rows.select(active.columns).equals(active)


@pytest.mark.parametrize("by", [None, "kind", "entry_store", "tier", "arrival"])
@pytest.mark.parametrize("wanted", [{}, {"department": "A"}], ids=str)
def test_what_was_there_before_is_what_came_until_then(
    random_book: RandomBook, by: str | None, wanted: dict[str, str]
) -> None:
    """The opening comes from accounts or from entries before, and the closing of a day earlier from entries alone."""
    since = date(2025, 11, 5)
    later = random_book.book.ask(
        "analysis/growth", since=since, until=date(2026, 1, 9), bucket="year", by=by, **wanted
    )
    opening: dict[str | None, Decimal] = {}
    for row in later.sort("bucket_start").iter_rows(named=True):
        opening.setdefault(row["group"], row["opening"])
    if by == "arrival":  # who is new depends on the first day asked for
        assert not opening.get("new")
        opening = {None: sum(opening.values(), NOTHING)}
    before = random_book.book.ask(
        "analysis/growth", until=since - timedelta(days=1), bucket="year",
        by=None if by == "arrival" else by, **wanted,
    )  # fmt: skip
    closing = {row["group"]: row["closing"] for row in before.iter_rows(named=True)}
    assert closing == {group: opening[group] for group in closing}
    assert not any(points for group, points in opening.items() if group not in closing)


def test_the_growth_of_a_period_is_proved_and_compared(random_book: RandomBook) -> None:
    period = parse_period("2025-10..2026-02")
    answer = growth(
        random_book.book, period, by="channel", customers=CustomerRange(status="active")
    )

    assert answer.totals.is_proved
    assert answer.previous is not None
    assert not answer.is_empty
    assert answer.totals.net == answer.totals.closing - answer.totals.opening
    assert answer.previous.closing == answer.totals.opening
    year = parse_period("2024-10..2025-02")
    before = Totals.of(
        random_book.book.ask(
            "analysis/growth", since=year.since, until=year.until, status="active", bucket="month"
        )
    )
    was_there = before.opening or any(before.movements.values())
    assert answer.year_before == (before if was_there else None)
    assert {"active_customers", "new_customers"} <= set(answer.rows.columns)
    assert answer.groups is not None
    assert answer.groups["closing"].sum() is not None


def test_a_period_without_entries_shows_zeros_and_an_empty_answer(memory_book: Book) -> None:
    answer = growth(memory_book, parse_period("2026-01..2026-03"))
    assert answer.is_empty
    assert answer.totals.is_proved
    assert answer.previous is None
    assert answer.rows.height == 3
    assert answer.totals.redemption_rate is None


def test_a_book_without_entries_has_no_buckets_unless_dates_are_given(memory_book: Book) -> None:
    assert memory_book.ask("analysis/growth").is_empty()
    assert memory_book.ask("analysis/activity").is_empty()
    assert (
        memory_book.ask("analysis/growth", since=date(2026, 1, 1), until=date(2026, 1, 31)).height
        == 1
    )


def test_the_first_columns_of_growth_are_fixed(memory_book: Book) -> None:
    assert memory_book.ask("analysis/growth").columns[:12] == [
        "bucket_start", "group", "opening", *MOVEMENTS, "closing",
    ]  # fmt: skip


def test_redemption_rate_is_redeemed_in_proportion_to_earned(memory_book: Book) -> None:
    memory_book.customers.add("C1")
    memory_book.ledger.earn("C1", 200, occurred_at=date(2026, 1, 5), actor="t")
    memory_book.ledger.redeem("C1", 50, occurred_at=date(2026, 1, 6), actor="t")
    assert growth(memory_book, parse_period("2026-01")).totals.redemption_rate == Decimal("0.25")

"""Statements: the true balance after every entry, whatever the filters and pages leave out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pointbook.analysis import CustomerRange, EntryFilter, statement
from pointbook.book import Book
from pointbook.periods import parse_period
from tests.random_book import RandomBook, random_book

__all__ = ["random_book"]

PERIODS = ["2000..2099", "2025-09..2026-01", "2019"]
FILTERS: list[EntryFilter] = [
    EntryFilter(),
    EntryFilter(kinds=("redeem", "clear")),
    EntryFilter(reason="gift", channel="app"),
    EntryFilter(store="S9", campaign="spring"),
]


def newest_first(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(entries, key=lambda e: (e["occurred_at"], e["entry_id"]), reverse=True)


def is_wanted(entry: dict[str, Any], wanted: EntryFilter) -> bool:
    return (not wanted.kinds or entry["kind"] in wanted.kinds) and all(
        getattr(wanted, name) in (None, entry[name])
        for name in ("reason", "store", "channel", "campaign")
    )


@pytest.mark.parametrize("text", PERIODS)
@pytest.mark.parametrize("wanted", FILTERS, ids=str)
@pytest.mark.parametrize("customer_no", [None, "C03"])
def test_a_statement_shows_the_true_balance_after_each_entry(
    random_book: RandomBook, customer_no: str | None, wanted: EntryFilter, text: str
) -> None:
    period = parse_period(text)
    everything = [e for e in random_book.entries if customer_no in (None, e["customer_no"])]
    dated = [e for e in everything if e["day"] in period]
    expected = newest_first([e for e in dated if is_wanted(e, wanted)])

    answer = statement(random_book.book, period, customer_no=customer_no, entries=wanted)

    columns = ("entry_id", "customer_no", "balance_after", "points", "reason")
    assert list(answer.rows.select(columns).iter_rows()) == [
        tuple(entry[name] for name in columns) for entry in expected
    ]
    assert answer.wanted_entries == len(expected)
    assert answer.entries == len(dated)
    assert answer.wanted_in == sum((e["points"] for e in expected if e["points"] > 0), Decimal(0))
    assert answer.wanted_out == sum((e["points"] for e in expected if e["points"] < 0), Decimal(0))
    assert answer.is_empty == (not expected)
    assert answer.totals.is_proved
    before = (e["points"] for e in everything if e["day"] < period.since)
    assert answer.totals.opening == sum(before, Decimal(0))
    newest = None if dated else max((e["day"] for e in everything), default=None)
    assert answer.newest == newest


@pytest.mark.parametrize("wanted", [EntryFilter(), EntryFilter(kinds=("earn",))], ids=str)
@pytest.mark.parametrize("customer_no", [None, "C03"])
def test_pages_are_pieces_of_the_whole_statement(
    random_book: RandomBook, customer_no: str | None, wanted: EntryFilter
) -> None:
    who = {"customer_no": customer_no, **wanted.parameters, "until": date(2026, 3, 31)}
    whole = random_book.book.ask("points/statement", **who)
    pages = [
        random_book.book.ask("points/statement", row_limit=7, row_offset=start, **who)
        for start in range(0, whole.height, 7)
    ]
    assert pl.concat(pages).equals(whole)


def test_the_days_carry_the_true_balance(random_book: RandomBook) -> None:
    period = parse_period("2025-10..2025-12")
    answer = statement(
        random_book.book, period, entries=EntryFilter(kinds=("redeem",)),
        customers=CustomerRange(region="north"),
    )  # fmt: skip
    meant = random_book.meant(region="north")
    entries = [e for e in random_book.entries if e["customer_no"] in meant]
    for day, points_in, points_out, balance in answer.by_day.iter_rows():
        assert points_in == 0
        assert points_out == sum(
            (e["points"] for e in entries if e["day"] == day and e["kind"] == "redeem"), Decimal(0)
        )
        assert balance == sum((e["points"] for e in entries if e["day"] <= day), Decimal(0))
    assert answer.by_day["day"].to_list() == sorted(
        {e["day"] for e in entries if e["day"] in period}
    )


def test_the_inside_number_gives_the_same_statement(memory_book: Book) -> None:
    for number in ("C1", "C2"):
        memory_book.customers.add(number)
        memory_book.ledger.earn(number, 10, occurred_at=date(2026, 1, 5), actor="t")
    by_number = memory_book.ask("points/statement", customer_no="C2")
    assert by_number.equals(memory_book.ask("points/statement", customer_no="C2", customer_id=2))
    assert by_number["customer_no"].to_list() == ["C2"]
    assert memory_book.ask("points/statement", customer_no="nobody").is_empty()


def test_the_first_columns_of_a_statement_are_fixed(memory_book: Book) -> None:
    assert memory_book.ask("points/statement").columns[:10] == [
        "entry_id", "occurred_at", "kind", "points", "balance_after",
        "reason", "ref", "note", "batch_id", "actor",
    ]  # fmt: skip


def test_adjustments_tell_before_and_after_in_the_order_of_posting(memory_book: Book) -> None:
    memory_book.customers.add("C1")
    ledger = memory_book.ledger
    ledger.earn("C1", 100, occurred_at=date(2026, 6, 1), actor="t")
    ledger.adjust("C1", 30, occurred_at=date(2026, 5, 20), reason="fix", note="late", actor="ann")
    down = ledger.adjust("C1", -50, occurred_at=date(2026, 6, 20), actor="ann")
    ledger.reverse(down.entry_id, points=20, actor="ann")
    ledger.clear("C1", occurred_at=date(2026, 6, 29), actor="bob")

    answer = memory_book.ask("points/adjustments", since=date(2026, 6, 1))

    columns = ("kind", "points", "balance_before", "balance_after", "state", "reversible", "actor")
    assert list(answer.select(columns).iter_rows()) == [
        ("clear", -100, 100, 0, "posted", 100, "bob"),
        ("restore", 20, 80, 100, "posted", 20, "ann"),
        ("adjust_down", -50, 130, 80, "part_reversed", 30, "ann"),
        ("adjust_up", 30, 100, 130, "posted", 30, "ann"),
    ]
    assert answer["note"].to_list() == [None, None, None, "late"]


def test_a_number_that_is_given_to_somebody_else_is_looked_up_again(memory_book: Book) -> None:
    text = "会员编号,姓名\nA,张三\n"
    first = memory_book.imports.read(text.encode(), filename="a.csv").plan().post(actor="t")
    assert memory_book.ask("points/statement", customer_no="A").is_empty()
    memory_book.imports.undo(first.batch_id, actor="t")
    assert memory_book.ask("points/statement", customer_no="A").is_empty()
    memory_book.customers.add("B")
    memory_book.customers.add("A")
    memory_book.ledger.earn("A", 5, actor="t")
    assert memory_book.ask("points/statement", customer_no="A")["points"].to_list() == [5]
    assert memory_book.ask("points/statement", customer_no="B").is_empty()

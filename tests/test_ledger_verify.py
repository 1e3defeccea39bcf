"""What verify finds when somebody edits the file behind the book's back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

import pointbook
from pointbook.errors import BookReadOnly

NOW = datetime(2026, 6, 30, 12, 0)


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[str], pointbook.Book]:
    """A small book in a copy that plain DuckDB has edited, guards taken down first."""
    original = tmp_path / "book.duckdb"
    with pointbook.open_book(original, clock=lambda: NOW) as book:
        for number in ("C1", "C2"):
            book.customers.add(number)
            book.ledger.earn(number, 100, occurred_at="2026-01-01", note="经理批准", actor="t")
            book.ledger.redeem(number, 130, occurred_at="2026-02-01", overdraft=True, actor="t")
        book.ledger.earn("C1", 500, occurred_at="2026-03-01", actor="t")
        book.ledger.hold("C1", 20, actor="t")
        book.months.close(date(2026, 2, 1), actor="t")
        assert book.verify() == []
        book.backup(tmp_path / "clean.duckdb")

    def edit(statement: str) -> pointbook.Book:
        copy = tmp_path / "edited.duckdb"
        shutil.copy(tmp_path / "clean.duckdb", copy)
        with duckdb.connect(str(copy)) as plain:
            names = plain.execute(
                "select trigger_name, table_name from duckdb_triggers()"
            ).fetchall()
            for name, table in names:
                plain.execute(f"drop trigger {name} on {table}")
            plain.execute(statement)
        return pointbook.open_book(copy, clock=lambda: NOW)

    return edit


@pytest.mark.parametrize(
    ("statement", "rule", "place"),
    [
        ("update point_entry set points = 101 where entry_id = 3", "entry_checksum", "entry 3"),
        ("update point_entry set reason = 'gift' where entry_id = 2", "entry_checksum", "entry 2"),
        ("update entry_note set note = '?' where entry_id = 1", "note_as_posted", "entry 1"),
        ("update lot_entry set points = 99 where entry_id = 1", "entries_equal_lots", "entry 1"),
        ("delete from point_entry where entry_id = 5", "entries_equal_lots", "entry 5"),
        (
            "update account set earned = 0 where customer_id = 2",
            "accounts_rebuilt",
            "customer id 2",
        ),
        ("update open_lot set expires_at = date '2030-01-01'", "open_lots_rebuilt", "lot 5"),
        ("delete from open_debt", "open_debts_rebuilt", "debt 4"),
        (
            "update month_line set points = 1 where line = 'redeem'",
            "closed_month",
            "2026-02-01 redeem",
        ),
        ("update book_state set closed_until = date '2026-02-01'", "closed_until", "book_state"),
        ("update month_close set actor = 'x'", "record_checksum", "closing 1"),
        ("insert into late_entry values (1, date '2026-01-01', 3, 0)", "late_entry", "entry 1"),
        ("update audit_link set actor = 'x' where link_id = 2", "chain_unbroken", "link 2"),
        ("update hold_entry set points = 10", "rows_as_sealed", "link 8"),
        ("insert into customer select * from customer", "customer_numbers_unique", "customer C1"),
    ],
)
def test_the_first_changed_row_is_named(
    edited: Callable[[str], pointbook.Book], statement: str, rule: str, place: str
) -> None:
    with edited(statement) as book:
        found = {(broken.rule, broken.place) for broken in book.verify()}

    assert (rule, place) in found
    assert ("append_only", "point_entry_no_update") in found


def test_a_changed_row_with_a_mended_checksum_is_found_by_the_chain(
    edited: Callable[[str], pointbook.Book],
) -> None:
    columns = (
        "entry_id, customer_id, kind, 150.00, occurred_at, recorded_at, available_from, expires_at, "
        "reason, source, ref, line, store, channel, campaign, amount, reverses_entry_id, batch_id, "
        "requested, short, rule_version, actor, approver, note_digest, key_hash"
    )
    statement = (
        f"update point_entry set points = 150, checksum = entry_checksum({columns}) "  # noqa: S608
        "where entry_id = 1; "
        "update lot_entry set points = 150 where entry_id = 1 and lot_entry_id = 1"
    )
    with edited(statement) as book:
        broken = book.verify()

    assert "entry_checksum" not in {b.rule for b in broken}
    assert any(b.rule == "rows_as_sealed" and "entry 1" in b.place for b in broken)


@pytest.mark.parametrize(
    ("more", "places"),
    [
        ([("restore", 100, 92)], []),
        ([("restore", 100, 92), ("claw_back", -1, 91)], []),
        ([("restore", 100, 90)], []),
        ([("restore", 100, 92), ("restore", 100, 90)], ["entry 1", "entry 90"]),
    ],
)
def test_an_entry_given_back_beyond_what_stands_is_named(
    edited: Callable[[str], pointbook.Book], more: list[tuple[str, int, int]], places: list[str]
) -> None:
    """Entry 1 was taken back (90), given back (91) and taken back again (92)."""
    chain = [("claw_back", -100, 1), ("restore", 100, 90), ("claw_back", -100, 91)]
    with edited(_reversals(chain + more)) as book:
        broken = book.verify()

    assert [b.place for b in broken if b.rule == "reversal_within_original"] == places


def _reversals(chain: list[tuple[str, int, int]]) -> str:
    """Entries from 90 on, each reversing another, as copies of entry 1."""
    return "; ".join(
        "insert into point_entry select * replace "  # noqa: S608
        f"({90 + place} as entry_id, '{kind}' as kind, {points} as points, "
        f"{original} as reverses_entry_id) from point_entry where entry_id = 1"
        for place, (kind, points, original) in enumerate(chain)
    )


def test_a_book_without_its_guards_can_be_read_and_proved_but_not_written(
    edited: Callable[[str], pointbook.Book],
) -> None:
    with edited("select 1") as book:
        assert book.read_only
        assert book.ledger.balance("C1").balance == 470
        with pytest.raises(BookReadOnly):
            book.ledger.earn("C1", 1, actor="t")


def test_an_erased_note_is_no_trouble(edited: Callable[[str], pointbook.Book]) -> None:
    with edited("delete from entry_note") as book:
        assert {broken.rule for broken in book.verify()} == {"append_only"}

"""The same data give the same ledger whatever file they come in, and the same file again adds nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from itertools import islice

import pytest

import pointbook
from pointbook.book import Book
from pointbook.imports.posting import Run
from tests.conftest import NOW, SHARED, needs_shared
from tests.disguises import DISGUISES, FORMATS, File, Rows

AIRLINE = SHARED / "data" / "airline"
MEMBERS = "Customer Loyalty History.csv"
FLIGHTS = "Customer Flight Activity.csv"
FLIGHT_ROWS = 6_000
"""Of 405,624: as many as every form of them is read and posted of within a minute."""

# Words that every encoding has, numbers with leading zeros, cells with delimiters, equal rows.
FILES: Mapping[str, Rows] = {
    "customers": [
        ["Member No", "Full Name", "Mobile Phone", "Tier", "Date of Birth", "Hobby", "Room"],
        ["0001", "王小明", "13800000001", "金卡", "1990-03-05", "足球, 音乐; 茶", "12"],
        ["0002", "李大海", "13800000002", "", "1985-11-30", "", ""],
        ["0003", "林美云", "", "金卡", "", "花", "007"],
    ],
    "points": [
        ["Member No", "Transaction Time", "Points", "Type", "Reason", "Valid Until"],
        ["0001", "2026-01-05 10:00:00", "120.5", "earn", "消费", "2026-12-31"],
        ["0001", "2026-01-20 09:00:00", "-20", "redeem", "", ""],
        ["0002", "2026-01-06 08:00:00", "80", "earn", "消费", ""],
        ["0002", "2026-01-06 08:00:00", "80", "earn", "消费", ""],
        ["0003", "2026-02-01 12:30:00", "-15", "redeem", "", ""],
        ["0004", "2026-02-03 23:59:59", "50", "earn", "消费; 生日", "2026-03-01"],
    ],
    "orders": [
        ["Order No", "Member No", "Order Date", "Paid Amount", "Product Name", "Order Status", "City", "Parcel"],
        ["T001", "0001", "2026-01-05 09:59:00", "1205", "茶杯, 大", "Completed", "长沙", "P-1"],
        ["T002", "0005", "2026-01-06 10:00:00", "-30.25", "雨衣", "Refunded", "", ""],
        ["T003", "0001", "2026-03-06 10:00:00", "99.9", "", "", "上海", "P-2"],
    ],
    "rewards": [
        ["Reward No", "Reward Name", "Points Price", "Stock", "Valid Until"],
        ["G1", "茶杯", "500", "20", "2026-12-31"],
        ["G2", "雨衣", "300.5", "", ""],
    ],
    "redemptions": [
        ["Redemption No", "Member No", "Redeemed At", "Reward Name", "Points Redeemed", "Status"],
        ["E1", "0001", "2026-02-05 10:00:00", "茶杯", "100", "Completed"],
        ["E2", "0002", "2026-02-06 10:00:00", "雨衣", "60.5", "Cancelled"],
        ["", "0002", "2026-02-07 10:00:00", "雨衣", "60.5", "Completed"],
        ["", "0002", "2026-02-07 10:00:00", "雨衣", "60.5", "Completed"],
    ],
}  # fmt: skip

_ANOTHER = {
    "customers": (1, "高先生"),
    "points": (1, "2026-02-03 23:59:58"),
    "orders": (3, "99.8"),
    "rewards": (1, "雨伞"),
    "redemptions": (4, "60.4"),
}
"""A column of each file, and what else might stand in its last row."""
_TRADITIONAL = str.maketrans("费云长乐", "費雲長樂")

_TABLES = {
    "point_entry": "exclude (recorded_at, batch_id, checksum) from point_entry order by entry_id",
    "lot_entry": "from lot_entry order by entry_id, lot_entry_id, debt_entry_id, points",
    "entry_note": "from entry_note order by entry_id",
    "customer": "exclude (created_at, updated_at, batch_id) from customer order by customer_id",
    "account": "exclude (revision) from account order by customer_id",
    "open_lot": "from open_lot order by lot_entry_id",
    "open_debt": "from open_debt order by debt_entry_id",
    "orders": "exclude (batch_id, link_id, checksum) from order_now order by order_id",
    "order_fields": "from order_fields order by version_id",
    "rewards": "exclude (batch_id, link_id, checksum) from reward_now order by reward_id",
    "redemptions": (
        "exclude (batch_id, entry_batch_id, link_id, checksum) from redemption_now order by redemption_id"
    ),
}
"""All that an import writes but when, from which file, and what seals it."""


def ledger(book: Book) -> dict[str, bytes]:
    """The bytes of every table."""
    return {
        name: book.store.ask(f"select * {rest}").write_csv().encode()
        for name, rest in _TABLES.items()
    }


@contextmanager
def new_book(now: datetime = NOW) -> Iterator[Book]:
    with pointbook.open_book(":memory:", clock=lambda: now) as book:
        yield book


def post(book: Book, file: File, kind: str) -> Run:
    draft = book.imports.read(file.content, filename=file.name, **file.how)
    assert draft.kind == kind
    plan = draft.plan(source="shop")
    assert plan.problems.is_empty(), plan.problems
    return plan.post(actor="t")


def post_all(book: Book, form: str, files: Mapping[str, Rows] = FILES) -> dict[str, Run]:
    return {kind: post(book, FORMATS[form](rows), kind) for kind, rows in files.items()}


@pytest.fixture(scope="module")
def plain() -> dict[str, bytes]:
    """The ledger from plain files."""
    with new_book() as book:
        runs = post_all(book, "utf-8")
        assert [run.new_customers for run in runs.values()] == [3, 1, 1, 0, 0]
        assert [run.entries for run in runs.values()] == [0, 6, 0, 0, 3]
        assert book.ledger.balance("0001").balance == Decimal("0.50")
        assert book.ledger.balance("0002").balance == 39
        assert book.verify() == []
        return ledger(book)


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "big5"])
def test_every_form_of_a_file_gives_the_same_ledger(form: str, plain: dict[str, bytes]) -> None:
    with new_book() as book:
        post_all(book, form)
        assert ledger(book) == plain
        assert book.verify() == []


def test_traditional_characters_give_the_same_ledger_in_big5() -> None:
    files = {
        kind: [[cell.translate(_TRADITIONAL) for cell in row] for row in rows]
        for kind, rows in FILES.items()
    }
    found = []
    for form in ("utf-8", "big5"):
        with new_book() as book:
            post_all(book, form, files)
            found.append(ledger(book))
    assert found[0] == found[1]
    assert "消費".encode() in found[0]["point_entry"]


@pytest.mark.parametrize("kind", FILES)
def test_every_cell_that_differs_shows_in_the_ledger(kind: str, plain: dict[str, bytes]) -> None:
    """The comparison can fail: another cell in the last row of a file gives another ledger."""
    *rows, last = FILES[kind]
    place, cell = _ANOTHER[kind]
    other = {**FILES, kind: [*rows, [*last[:place], cell, *last[place + 1 :]]]}
    with new_book() as book:
        post_all(book, "utf-8", other)
        assert ledger(book) != plain


@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_file_that_comes_again_in_disguise_adds_nothing_and_says_so(
    disguise: str, plain: dict[str, bytes]
) -> None:
    with new_book() as book:
        post_all(book, "utf-8")
        for kind, rows in FILES.items():
            run = post(book, DISGUISES[disguise](rows), kind)
            assert run.skipped == len(rows) - 1, kind
            written = (run.entries, run.customers, run.updated_customers, run.orders, run.rewards)
            assert (*written, run.redemptions, run.new_customers) == (0, 0, 0, 0, 0, 0, 0), kind
        assert ledger(book) == plain
        assert book.verify() == []


def airline_rows(name: str, most: int | None = None) -> Rows:
    with (AIRLINE / name).open(encoding="utf-8-sig", newline="") as file:
        return list(islice(csv.reader(file), None if most is None else most + 1))


@pytest.fixture(scope="module")
def airline() -> dict[str, Rows]:
    return {"customers": airline_rows(MEMBERS), "points": airline_rows(FLIGHTS, FLIGHT_ROWS)}


@pytest.fixture(scope="module")
def airline_plain(airline: dict[str, Rows]) -> dict[str, bytes]:
    with new_book(datetime(2019, 1, 1)) as book:
        post_all(book, "utf-8", airline)
        assert book.verify() == []
        return ledger(book)


@needs_shared
@pytest.mark.parametrize(
    "form", ["utf-8 with mark", "gb18030", "utf-16", "semicolon", "zip", "xlsx"]
)
def test_every_form_of_the_airline_gives_the_same_ledger(
    form: str, airline: dict[str, Rows], airline_plain: dict[str, bytes]
) -> None:
    with new_book(datetime(2019, 1, 1)) as book:
        post_all(book, form, airline)
        assert ledger(book) == airline_plain
        assert book.verify() == []


@needs_shared
def test_the_airline_comes_again_in_eight_disguises(
    airline: dict[str, Rows], airline_plain: dict[str, bytes]
) -> None:
    with new_book(datetime(2019, 1, 1)) as book:
        first = post_all(book, "utf-8", airline)
        for disguise, dress in DISGUISES.items():
            for kind, rows in airline.items():
                run = post(book, dress(rows), kind)
                assert (run.entries, run.customers, run.new_customers) == (0, 0, 0), disguise
                assert run.skipped + first[kind].idle == len(rows) - 1, disguise
        assert ledger(book) == airline_plain
        assert book.verify() == []

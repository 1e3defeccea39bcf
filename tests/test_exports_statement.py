"""对账单: its workbook and its PDF say what the book says of that customer, and nothing meant for colleagues."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import fastexcel
import pypdfium2
import pytest

from pointbook.access import Actor, Right, Scope
from pointbook.book import Book
from pointbook.errors import NotPermitted, TooManyRows, UnknownCustomer
from pointbook.exports import statement
from pointbook.exports.statement import StatementFormat, content, statement_file
from pointbook.periods import Period
from tests.command_line import Run

YEAR = Period(date(2026, 2, 1), date(2026, 12, 31))
READER = Actor("clerk", frozenset((Right.EXPORT, Right.UNMASK)), is_reading_plain=True)


@pytest.fixture
def filled(book: Book) -> Book:
    book.customers.add("C1", name="曾小贤", department="东", actor="t")
    earn = book.ledger.earn
    earn("C1", 500, occurred_at=datetime(2026, 1, 5), reason="purchase", ref="A", actor="t")
    earn("C1", Decimal("80.25"), occurred_at=datetime(2026, 3, 5), expires_at=date(2026, 8, 31), reason="purchase",
         note="疑似刷单", actor="t")  # fmt: skip
    book.ledger.redeem(
        "C1", 200, occurred_at=datetime(2026, 4, 1), reason="gift", ref="R", actor="t"
    )
    return book


def made(book: Book, to: StatementFormat, actor: Actor = READER, period: Period = YEAR) -> bytes:
    return content(statement_file(book, "C1", period, to, actor=actor), to)


def test_the_pdf_says_the_balance_of_each_movement_and_what_is_left(filled: Book) -> None:
    with pypdfium2.PdfDocument(made(filled, "pdf")) as read:
        text = re.sub(r"\s", "", "".join(each.get_textpage().get_text_range() for each in read))
        assert read.get_metadata_dict()["Title"] == "积分对账单"
    for said in ("曾小贤", "C1", "2026-02-01–2026-06-30", "期初500", "获得+80.25", "消耗−200", "期末380.25", "对账平衡",
                 "380.25", "2026-08-31", "1/1"):  # fmt: skip
        assert said in text, said
    assert "刷单" not in text
    assert "None" not in text


def test_the_workbook_holds_every_entry_oldest_first_and_the_lots(filled: Book) -> None:
    read = fastexcel.read_excel(made(filled, "xlsx"))
    assert read.sheet_names == ["积分流水", "2026-06-30 仍有积分的批次", "概览"]
    entries = read.load_sheet(0).to_polars()
    assert entries["积分"].to_list() == [80.25, -200]
    assert entries["变动后余额"].to_list() == [580.25, 380.25]
    assert entries["有效期至"].dt.date().to_list() == [date(2026, 8, 31), None]
    lots = read.load_sheet(1).to_polars()
    assert lots["剩余"].sum() == 380.25


def test_names_are_masked_for_who_reads_them_masked_and_the_file_leaves_a_trace(
    filled: Book,
) -> None:
    read = fastexcel.read_excel(made(filled, "xlsx", Actor("clerk", frozenset((Right.EXPORT,)))))
    said = str(read.load_sheet(2, header_row=None).to_polars().rows())
    assert "曾小贤" not in said
    assert "C1" in said
    assert filled.ask("audit/actions", row_limit=1)["command"].item() == "export"


@pytest.mark.parametrize("to", ["pdf", "xlsx"])
def test_nobody_takes_what_they_may_not_see_or_not_export(
    to: StatementFormat, filled: Book
) -> None:
    west = Actor("w", frozenset((Right.EXPORT,)), scope=Scope("department", ("西",)))
    with pytest.raises(UnknownCustomer):
        made(filled, to, west)
    with pytest.raises(NotPermitted):
        made(filled, to, Actor("v", frozenset()))


def test_a_pdf_that_nobody_would_print_is_refused_and_the_workbook_is_not(
    filled: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statement, "MOST_PRINTED", 1)
    with pytest.raises(TooManyRows):
        made(filled, "pdf")
    assert made(filled, "xlsx")


def test_a_customer_without_entries_has_a_statement_too(book: Book) -> None:
    book.customers.add("C1", actor="t")
    assert made(book, "pdf").startswith(b"%PDF")
    assert fastexcel.read_excel(made(book, "xlsx")).load_sheet(0).to_polars().is_empty()


def test_the_command_line_writes_one(run: Run, filled: Book, tmp_path: Path) -> None:
    path = Path(str(filled.store.path))
    filled.close()
    out = tmp_path / "c1.pdf"
    assert run("--book", str(path), "statement", "C1", "--out", str(out)).status == 0
    assert out.read_bytes().startswith(b"%PDF")
    assert run("--book", str(path), "statement", "C1", "--out", str(out)).status != 0
    other = tmp_path / "c1.xlsx"
    assert (
        run(
            "--book",
            str(path),
            "statement",
            "C1",
            "--since",
            "2026-04-01",
            "--out",
            str(other),
            "--json",
        ).status
        == 0
    )
    assert fastexcel.read_excel(other.read_bytes()).load_sheet(0).to_polars().height == 1

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pointbook.book import Book
from pointbook.imports.outlook import StrayMonth, outlook
from pointbook.imports.plan import Plan

HEADER = "会员编号,积分,时间\n"


def planned(book: Book, *lines: str) -> Plan:
    return book.imports.read((HEADER + "\n".join(lines)).encode(), filename="a.csv").plan()


def test_customers_brought_below_zero_are_named_the_deepest_first(memory_book: Book) -> None:
    memory_book.customers.add("A")
    memory_book.ledger.earn("A", 10, occurred_at="2026-01-01", actor="t")
    plan = planned(
        memory_book,
        "A,-15,2026-01-02", "B,-3.5,2026-01-02", "B,-4,2026-01-03", "C,-5,2026-01-01", "C,6,2026-01-02",
    )  # fmt: skip
    assert outlook(plan).below_zero.rows() == [
        ("B", Decimal("0.00"), Decimal("-7.50")),
        ("A", Decimal("10.00"), Decimal("-5.00")),
    ]
    run = plan.post(actor="t")
    for customer_no, _, after in outlook(plan).below_zero.rows():
        assert after <= memory_book.ledger.balance(customer_no).balance
    assert run.overdrawn == 2


def test_a_debt_made_smaller_is_no_news(memory_book: Book) -> None:
    planned(memory_book, "A,-15,2026-01-02").post(actor="t")
    assert outlook(planned(memory_book, "A,5,2026-01-03")).below_zero.is_empty()


def test_a_handful_of_rows_in_a_last_month_is_told(memory_book: Book) -> None:
    months = [f"C{n},1,2026-{month:02d}-05" for month in (1, 2, 3, 4) for n in range(60)]
    assert outlook(planned(memory_book, *months)).stray is None
    found = outlook(planned(memory_book, *months, "C1,1,2026-05-01"))
    assert found.stray == StrayMonth(date(2026, 5, 1), 1)
    half = [f"C{n},1,2026-05-02" for n in range(30)]
    assert outlook(planned(memory_book, *months, *half)).stray is None

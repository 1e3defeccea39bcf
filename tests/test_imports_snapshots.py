"""Files of balances measured against the book: only what differs moves, as of each row's moment."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import polars as pl
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import pointbook
from pointbook.book import Book
from pointbook.imports.answers import Answers
from pointbook.imports.plan import Plan
from tests.conftest import NOW


def planned(book: Book, *rows: str) -> Plan:
    content = "\n".join(["会员编号,日期,变动后余额", *rows]).encode()
    return book.imports.read(content, filename="b.csv").plan("points", source="crm")


def post(book: Book, *rows: str) -> Any:
    return planned(book, *rows).post(actor="t")


def moves(book: Book, customer_no: str) -> list[tuple[str, Decimal]]:
    return book.ledger.entries(customer_no).select("kind", "points").rows()


def test_the_first_file_brings_in_the_next_moves_only_what_differs(book: Book) -> None:
    january = ("A,2026-01-31,100", "B,2026-01-31,50", "C,2026-01-31,0")
    assert post(book, *january).entries == 2
    again = post(book, *january)
    assert (again.entries, again.idle, again.skipped) == (0, 3, 0)
    post(book, "A,2026-02-28,130", "B,2026-02-28,50", "D,2026-02-28,7")

    assert moves(book, "A") == [("opening", 100), ("earn", 30)]
    assert moves(book, "B") == [("opening", 50)]
    assert moves(book, "D") == [("opening", 7)]
    assert book.verify() == []


def test_a_balance_that_went_and_came_back_at_one_moment_is_reached(book: Book) -> None:
    for balance in (100, 120, 100, 120):
        post(book, f"A,2026-01-31,{balance}")
        assert book.ledger.balance("A").balance == balance


def test_a_balance_is_measured_as_of_its_moment(book: Book) -> None:
    book.customers.add("A")
    book.ledger.earn("A", 100, occurred_at="2026-01-05", actor="t")
    book.ledger.earn("A", 10, occurred_at="2026-02-05", actor="t")
    run = post(book, "A,2026-01-31,90", "A,2026-02-28,100")

    assert run.entries == 1  # between the two the book and the file grew alike
    assert moves(book, "A") == [("earn", 100), ("redeem", -10), ("earn", 10)]


def test_customers_whom_the_file_does_not_name_are_told_and_left_alone(book: Book) -> None:
    post(book, "A,2026-01-31,100", "B,2026-01-31,50", "C,2026-01-31,0")
    plan = planned(book, "A,2026-02-28,100")

    assert plan.absent is not None
    assert (plan.absent.customers, plan.absent.points) == (1, 50)
    plan.post(actor="t")
    assert book.ledger.balance("B").balance == 50


def test_a_file_of_balances_is_measured_again_when_the_book_changed_meanwhile(book: Book) -> None:
    plan = planned(book, "A,2026-01-31,100")
    post(book, "A,2026-01-30,60")
    run = plan.post(actor="t")

    assert (run.entries, run.points_in) == (1, 40)
    assert book.ledger.balance("A").balance == 100


def test_balances_are_no_rows_that_a_file_of_movements_replaces(book: Book) -> None:
    post(book, "A,2026-01-01,100")
    content = "会员编号,日期,积分\nA,2026-01-05,5\n".encode()
    plan = book.imports.read(content, filename="p.csv").plan(
        "points", source="crm", answers=Answers(period="replace")
    )
    plan.post(actor="t")

    assert plan.period is None
    assert book.ledger.balance("A").balance == 105


def test_undo_of_balances_takes_the_differences_back(book: Book) -> None:
    post(book, "A,2026-01-31,100")
    run = post(book, "A,2026-02-28,40", "B,2026-02-28,9")
    book.imports.undo(run.batch_id, actor="t")

    assert (book.ledger.balance("A").balance, book.ledger.balance("B").balance) == (100, 0)
    assert post(book, "A,2026-02-28,40").points_out == 60


FILES = st.lists(
    st.dictionaries(st.tuples(st.sampled_from("AB"), st.integers(1, 9)), st.integers(-20, 90), max_size=5),
    min_size=1, max_size=3,
)  # fmt: skip


@settings(
    max_examples=10, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(FILES)
def test_after_each_file_the_book_says_what_it_said_at_each_moment(files: list[Any]) -> None:
    with pointbook.open_book(":memory:", clock=lambda: NOW) as book:
        for file in files:
            if not file:
                continue
            post(book, *(f"{no},2026-01-0{day},{held}" for (no, day), held in file.items()))
            for (no, day), held in file.items():
                if book.store.ask(
                    "select 1 from customer where customer_no = $no", {"no": no}
                ).is_empty():
                    assert held == 0
                    continue
                entries = book.ledger.entries(no).filter(
                    pl.col("occurred_at") <= datetime(2026, 1, day)
                )
                assert entries["points"].sum() == held
        assert book.verify() == []

"""A cut-over: opening balances at a day, what came before it kept to be read and never counted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from pointbook.book import Book

DAY = date(2026, 3, 1)
HISTORY = (
    "A,2026-02-27,40,购物,H1", "A,2026-02-27,40,购物,", "A,2026-02-27,40,购物,",
    "B,2025-12-31,-5,兑换,H2", "A,2026-03-01,7,购物,H3",
)  # fmt: skip


def post(book: Book, header: str, *rows: str, cut_over: date | None = DAY) -> Any:
    content = "\n".join([header, *rows]).encode()
    draft = book.imports.read(content, filename="c.csv")
    return draft.plan("points", source="crm", cut_over=cut_over).post(actor="t")


def history(book: Book, *rows: str, cut_over: date | None = DAY) -> Any:
    return post(book, "会员号,时间,积分,变动原因,单号", *rows, cut_over=cut_over)


def past(book: Book, customer_no: str) -> list[Any]:
    found = book.ask("points/past_entries", customer_no=customer_no)
    return found.select("occurred_at", "kind", "points", "ref").rows()


def test_movements_before_the_day_are_kept_to_be_read_and_do_not_count(book: Book) -> None:
    run = history(book, *HISTORY)

    assert (run.entries, run.past, run.new_customers) == (1, 4, 2)
    assert [book.ledger.balance(no).balance for no in "AB"] == [7, 0]
    day = datetime(2026, 2, 27)
    assert past(book, "A") == [
        (day, "earn", 40, "H1"),
        (day, "earn", 40, None),
        (day, "earn", 40, None),
    ]
    assert past(book, "B") == [(datetime(2025, 12, 31), "redeem", -5, "H2")]
    assert book.ask("points/past_entries", customer_no="A", row_limit=1).height == 1
    assert book.verify() == []


def test_rows_that_are_kept_already_are_not_kept_twice(book: Book) -> None:
    history(book, *HISTORY[:2])
    run = history(book, *HISTORY)

    assert (run.entries, run.past, run.skipped) == (1, 2, 2)
    assert len(past(book, "A")) == 3


def test_rows_that_count_already_are_not_kept_beside(book: Book) -> None:
    history(book, HISTORY[0], cut_over=None)
    run = history(book, *HISTORY[:2])

    assert (run.past, run.skipped) == (1, 1)
    assert book.ledger.balance("A").balance == 40


def test_undo_takes_the_history_away_and_customers_that_had_nothing_else(book: Book) -> None:
    book.customers.add("A")
    run = history(book, *HISTORY)
    undone = book.imports.undo(run.batch_id, actor="t")

    assert undone.removed_customers == 1
    assert past(book, "A") == []
    assert history(book, *HISTORY).past == 4
    assert book.verify() == []


def test_a_customer_with_history_stays_when_the_import_that_brought_them_goes(book: Book) -> None:
    first = history(book, "B,2026-03-02,5,购物,H9")
    history(book, *HISTORY)
    book.imports.undo(first.batch_id, actor="t")
    members = post_customers(book, "C")
    history(book, "C,2026-01-01,5,购物,H10")
    book.imports.undo(members.batch_id, actor="t")

    assert past(book, "C")
    assert book.customers.get("C").customer_no == "C"


def post_customers(book: Book, *numbers: str) -> Any:
    content = "\n".join(["会员编号,会员姓名", *(f"{no},x" for no in numbers)]).encode()
    return book.imports.read(content, filename="m.csv").plan("customers").post(actor="t")


@pytest.mark.parametrize("dated", [True, False])
def test_balances_are_those_of_the_first_moment_of_the_day(book: Book, dated: bool) -> None:
    if dated:
        post(book, "会员编号,日期,变动后余额", "A,2026-02-27,100", "B,2026-02-28,0")
    else:
        post(book, "cardIdentifier,cardState,currentBalance", "A,x,100", "B,x,0")

    entries = book.ledger.entries("A")
    assert entries.select("kind", "points", "occurred_at").rows() == [
        ("opening", 100, datetime(2026, 3, 1))
    ]


@pytest.mark.parametrize("first", ["history", "balances"])
def test_a_cut_over_in_full_counts_from_the_opening_balance(book: Book, first: str) -> None:
    def balances() -> Any:
        return post(book, "会员编号,日期,变动后余额", "A,2026-02-28,100", "B,2026-02-28,9")

    if first == "balances":
        balances()
    history(book, *HISTORY)  # with a movement on the day itself, which knows no time of day
    if first == "history":
        balances()

    assert balances().entries == 0
    assert [book.ledger.balance(no).balance for no in "AB"] == [107, 9]
    assert book.ledger.balance("A", as_of=date(2026, 2, 28)).balance == 0
    assert book.verify() == []

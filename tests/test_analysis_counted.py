"""统计口径: staff, tests and closed accounts can be left out of every question about a range of customers."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from pointbook.access import Actor, Right
from pointbook.analysis import (
    CustomerRange,
    left_out_statuses,
    ranking,
    set_left_out_statuses,
    without_status,
)
from pointbook.book import Book
from pointbook.errors import InvalidText, NotPermitted
from pointbook.periods import Period
from pointbook.store.queries import load, questions

NOW = datetime(2026, 6, 30, 12, 0)
ACCOUNTS = {"C1": "正常", "C2": None, "C3": "员工", "C4": "Test", "C5": "已注销", "C6": "员工家属"}
RANGED = [name for name in questions() if "tag" in load(name).parameters]


@pytest.fixture
def peopled(memory_book: Book) -> Book:
    """Six accounts with 1, 2, 4 … points, of which three are nobody's custom."""
    for place, (number, status) in enumerate(ACCOUNTS.items()):
        memory_book.customers.add(number, status=status, tier="gold", actor="t")
        memory_book.ledger.earn(number, 2**place, occurred_at=datetime(2026, 3, 2), actor="t")
    return memory_book


def counted(book: Book) -> set[str]:
    chosen = without_status(book, "customers")
    return set(book.ask("customers/search", without_status=chosen)["customer_no"])


def test_every_question_about_a_range_can_leave_statuses_out() -> None:
    assert len(RANGED) >= 11
    assert [name for name in RANGED if "without_status" not in load(name).parameters] == []


def test_a_customer_range_has_every_parameter_of_the_questions() -> None:
    for name in RANGED:
        assert set(CustomerRange().parameters) <= set(load(name).parameters), name


def test_left_out_are_staff_tests_and_closed_in_the_words_of_either_language(peopled: Book) -> None:
    assert counted(peopled) == {"C1", "C2", "C6"}


def test_all_accounts_count_unless_asked_otherwise(peopled: Book) -> None:
    assert without_status(peopled, "all") is None
    assert without_status(peopled, None) is None
    assert peopled.ask("customers/search").height == len(ACCOUNTS)


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("points/totals", "closing"), ("points/by_day", "balance"), ("customers/figures", "balance"),
        ("analysis/growth", "closing"), ("analysis/ranking", "total"), ("analysis/concentration", "total"),
    ],
)  # fmt: skip
def test_sums_are_those_of_the_accounts_that_count(name: str, column: str, peopled: Book) -> None:
    asked = {"without_status": without_status(peopled, "customers")}
    assert peopled.ask(name, **asked)[column][-1] == Decimal(1 + 2 + 32)
    assert peopled.ask(name)[column][-1] == Decimal(63)


def test_rows_are_those_of_the_accounts_that_count(peopled: Book) -> None:
    asked = {"without_status": without_status(peopled, "customers")}
    assert set(peopled.ask("points/statement", **asked)["customer_no"]) == {"C1", "C2", "C6"}
    assert set(peopled.ask("analysis/movers", **asked)["customer_no"]) <= {"C1", "C2", "C6"}
    assert peopled.ask("points/newest", **asked)["entries"].item() == 3
    assert peopled.ask("analysis/activity", **asked)["new_customers"].sum() == 3


def test_it_narrows_further_what_another_filter_leaves(peopled: Book) -> None:
    period = Period(NOW.replace(month=3).date().replace(day=1), NOW.date())
    chosen = CustomerRange(tier="gold", status="员工", without_status="员工")
    assert ranking(peopled, "earned", period, customers=chosen).is_empty


def test_the_programme_says_which_statuses_do_not_count(peopled: Book) -> None:
    assert "员工" in left_out_statuses(peopled)

    set_left_out_statuses(peopled, ["员工家属", " 员工 ", "", "员工"], actor="t")

    assert left_out_statuses(peopled) == ("员工家属", "员工")
    assert counted(peopled) == {"C1", "C2", "C4", "C5"}
    told = peopled.ask("audit/actions", command="set_left_out", row_limit=9)["details"].item()
    assert "员工家属" in told


def test_no_status_at_all_counts_everybody(peopled: Book) -> None:
    set_left_out_statuses(peopled, [], actor="t")
    assert without_status(peopled, "customers") is None


def test_only_who_may_edit_rules_says_so(peopled: Book) -> None:
    with pytest.raises(NotPermitted):
        set_left_out_statuses(peopled, ["x"], actor=Actor("u", frozenset({Right.EXPORT})))
    with pytest.raises(InvalidText):
        set_left_out_statuses(peopled, ["a,b"], actor="t")
    assert "x" not in left_out_statuses(peopled)

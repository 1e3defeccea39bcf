"""Lifecycle states against months walked through in plain Python."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

import pytest

from pointbook.access import Actor, Scope
from pointbook.analysis import CustomerRange
from pointbook.analysis.lifecycle import QUESTION, STATES, State, Wish, lifecycle, standing
from pointbook.book import Book
from pointbook.periods import month_start
from tests.random_book import NOW, RandomBook, random_book

__all__ = ["random_book"]

RANGES: list[dict[str, str]] = [{}, {"tier": "gold"}, {"tag": "new"}, {"store": "S1"}]
WISHES = [Wish(NOW.date(), 12, 3, 12), Wish(NOW.date(), 24, 1, 4), Wish(date(2026, 2, 9), 12, 2, 5)]


def state_by_hand(months: set[date], end: date, active: int, lost: int) -> State:
    """The state at the end of the month that begins on `end`, of who moved points in these months."""
    past = sorted(each for each in months if each <= end)
    if not past:
        return "unmoved"
    if past == [end]:
        return "new"
    last = past[-1]
    before = [each for each in past if each < end]
    if last == end and before[-1] < month_start(end, -active):
        return "back"
    if last > month_start(end, -active):
        return "active"
    return "sleeping" if last > month_start(end, -lost) else "lost"


def months_of(random_book: RandomBook, until: date) -> dict[str, set[date]]:
    found: dict[str, set[date]] = {number: set() for number in random_book.customers}
    for entry in random_book.entries:
        if entry["kind"] in ("earn", "redeem") and entry["day"] <= until:
            found[entry["customer_no"]].add(month_start(entry["day"]))
    return found


@pytest.mark.parametrize("wanted", RANGES, ids=str)
@pytest.mark.parametrize("wish", WISHES, ids=str)
def test_states_and_transitions_are_those_walked_by_hand(
    random_book: RandomBook, wanted: dict[str, str], wish: Wish
) -> None:
    meant = random_book.meant(**wanted)
    moved = months_of(random_book, wish.until)
    found = lifecycle(random_book.book, wish, CustomerRange(**wanted))

    last = month_start(wish.until)
    assert found.months == [
        month_start(last, place + 1 - wish.months) for place in range(wish.months)
    ]
    for month in found.months:
        expected = Counter(
            (
                state_by_hand(moved[number], month_start(month, -1), wish.active, wish.lost),
                state_by_hand(moved[number], month, wish.active, wish.lost),
            )
            for number in meant
        )
        told = {(b, s): found.went(month, b, s) for b in STATES for s in STATES}
        assert {pair: count for pair, count in told.items() if count} == expected
        assert found.customers(month) == len(meant)
        assert sum(found.count(month, each) for each in STATES) == len(meant)


def test_the_end_of_a_month_is_the_beginning_of_the_next(random_book: RandomBook) -> None:
    found = lifecycle(random_book.book, WISHES[0])
    for month in found.months[1:]:
        for state in STATES:
            began = sum(found.went(month, state, each) for each in STATES)
            assert began == found.count(month_start(month, -1), state)


def test_the_customers_of_a_state_are_as_many_as_it_counts(random_book: RandomBook) -> None:
    book, wish = random_book.book, WISHES[1]
    found = lifecycle(book, wish)
    month = month_start(NOW.date(), -1)
    everybody: list[str] = []
    for state in STATES:
        rows = book.ask(QUESTION, listed=True, **wish.parameters, **standing(month, state))
        assert rows.height == found.count(month, state)
        everybody += rows["customer_no"].to_list()
    assert sorted(everybody) == sorted(random_book.customers)
    pairs: list[tuple[State, State]] = [("sleeping", "back"), ("active", "sleeping")]
    for before, after in pairs:
        rows = book.ask(QUESTION, listed=True, **wish.parameters, **standing(month, after, before))
        assert rows.height == found.went(month, before, after)


def test_what_lies_very_far_back_is_remembered(memory_book: Book) -> None:
    for number, year in (("old", 2012), ("older", 1999)):
        memory_book.customers.add(number, actor="t")
        memory_book.ledger.earn(number, 5, occurred_at=datetime(year, 3, 1), actor="t")
    memory_book.ledger.earn("old", 5, occurred_at=datetime(2026, 6, 1), actor="t")
    wish = Wish(date(2026, 6, 30), 24, 12, 36)
    found = lifecycle(memory_book, wish)
    june = date(2026, 6, 1)
    assert (found.count(june, "back"), found.count(june, "lost")) == (1, 1)
    assert found.count(date(2024, 7, 1), "lost") == 2


def test_a_narrowed_actor_is_told_of_their_own_customers(random_book: RandomBook) -> None:
    actor = Actor("w", frozenset(), scope=Scope("department", ("A",)))
    found = lifecycle(random_book.book, WISHES[0], actor=actor)
    assert found.customers(found.months[0]) == len(random_book.meant(department="A"))

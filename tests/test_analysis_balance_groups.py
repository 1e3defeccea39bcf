"""Groups by balance against balances sorted in plain Python, and the rules that say them."""

from __future__ import annotations

from decimal import Decimal
from math import ceil

import pytest

from pointbook.access import Actor, Scope
from pointbook.analysis import CustomerRange
from pointbook.analysis.balance_groups import (
    BALANCE_GROUPS,
    QUESTION,
    balance_groups,
    parameters,
)
from pointbook.periods import Period
from tests.random_book import NOW, RandomBook, random_book

__all__ = ["random_book"]

RANGES: list[dict[str, str]] = [{}, {"tier": "gold"}, {"tag": "new"}, {"store": "S1"}]
YEAR = Period(NOW.date().replace(year=2025), NOW.date())


def by_hand(random_book: RandomBook, meant: set[str], share: int) -> dict[str, str]:
    balances = {
        number: random_book.total(lambda each, n=number: each["customer_no"] == n)  # type: ignore[misc]
        for number in meant
    }
    held = sorted(each for each in balances.values() if each > 0)
    place = ceil(len(held) * share / 100)
    top_from = held[-place] if held else Decimal(1)
    bottom_until = held[place - 1] if held else Decimal(0)

    def group(balance: Decimal) -> str:
        if balance <= 0:
            return "debt" if balance < 0 else "none"
        if balance >= top_from:
            return "top"
        return "bottom" if balance <= bottom_until else "middle"

    return {number: group(balance) for number, balance in balances.items()}


@pytest.mark.parametrize("wanted", RANGES, ids=str)
@pytest.mark.parametrize("share", [5, 20, 50])
def test_groups_are_those_sorted_by_hand(
    random_book: RandomBook, wanted: dict[str, str], share: int
) -> None:
    book, customers = random_book.book, CustomerRange(**wanted)
    meant = random_book.meant(**wanted)
    expected = by_hand(random_book, meant, share)
    found = balance_groups(book, YEAR, share, customers)
    listed = book.ask(QUESTION, listed=True, **parameters(YEAR, share), **customers.parameters)

    assert dict(listed.select("customer_no", "balance_group").iter_rows()) == expected
    assert found.customers == len(meant)
    assert found.balance == random_book.total(lambda each: each["customer_no"] in meant)
    for group in BALANCE_GROUPS:
        members = {number for number, name in expected.items() if name == group}
        held = found.held(group)
        assert held.customers == len(members)

        def total(kind: str, people: set[str] = members) -> Decimal:
            return random_book.total(
                lambda e: e["customer_no"] in people and e["kind"] == kind and e["day"] in YEAR
            )

        assert held.earned == total("earn")
        assert held.used == -total("redeem")
        least, most = found.limits(group)
        within = listed.filter(
            (listed["balance"] >= (least if least is not None else -(10**9)))
            & (listed["balance"] <= (most if most is not None else 10**9))
        )
        if least is None or most is None or least <= most:
            assert set(within["customer_no"]) == members
        else:
            assert not members


def test_a_narrowed_actor_is_told_of_their_own_customers(random_book: RandomBook) -> None:
    actor = Actor("w", frozenset(), scope=Scope("department", ("A",)))
    found = balance_groups(random_book.book, YEAR, 20, actor=actor)
    assert found.customers == len(random_book.meant(department="A"))

"""Random programs of asking, deciding and other changes: each request posts once or never, and the book holds."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from pointbook.access import Actor, Right
from pointbook.batches import Named, Wish
from pointbook.book import Book
from pointbook.corrections import Change
from pointbook.errors import ApprovalExpired, NotWaiting, OthersRequest, OwnRequest, PointbookError

NUMBERS = ("C1", "C2", "C3")
PEOPLE = tuple(Actor(name, frozenset(Right)) for name in ("anna", "boris", "carl"))
STEPS = 60


@pytest.mark.parametrize("seed", range(2))
def test_each_request_posts_at_most_once_and_only_what_was_asked(
    memory_book: Book, seed: int
) -> None:
    dice, book = random.Random(seed), memory_book
    for number in NUMBERS:
        book.customers.add(number, actor="t")
        book.ledger.earn(number, 500, actor="t")
    known = dict.fromkeys(NUMBERS, Decimal(500))
    moves: dict[int, dict[str, Decimal]] = {}
    authors: dict[int, str] = {}
    touched: dict[int, set[str]] = {}
    ended: dict[int, str] = {}
    for _ in range(STEPS):
        by, acted = dice.choice(PEOPLE), dice.choice(["ask", "ask", "approve", "approve", "refuse",
                                                        "withdraw", "other"])  # fmt: skip
        if acted == "other":
            number, points = dice.choice(NUMBERS), Decimal(dice.randrange(1, 30))
            book.ledger.earn(number, points, actor="t")
            _move(known, {number: points}, touched)
            continue
        if acted == "ask":
            asked, moved = _asked(dice)
            try:
                made = book.approvals.ask(asked, actor=by, reason="r")
            except PointbookError:
                assert any(known[each] + points < 0 for each, points in moved.items())
                continue
            moves[made], authors[made], touched[made] = moved, by.name, set()
            continue
        if not moves:
            continue
        at = dice.choice(list(moves))
        is_own, is_moved = authors[at] == by.name, bool(touched[at] & moves[at].keys())
        act: dict[str, Callable[[], Any]] = {
            "approve": lambda at=at, by=by: book.approvals.approve(at, actor=by),
            "refuse": lambda at=at, by=by: book.approvals.refuse(at, actor=by, reason="no"),
            "withdraw": lambda at=at, by=by: book.approvals.withdraw(at, actor=by),
        }
        expected: type[Exception] | None = None
        if acted == "withdraw" and not is_own:
            expected = OthersRequest
        elif acted != "withdraw" and is_own:
            expected = OwnRequest
        elif at in ended:
            expected = NotWaiting
        elif acted == "approve" and is_moved:
            expected, ended[at] = ApprovalExpired, "expired"
        if expected is not None:
            with pytest.raises(expected):
                act[acted]()
        else:
            act[acted]()
            ended[at] = {"approve": "approved", "refuse": "refused", "withdraw": "withdrawn"}[acted]
            if acted == "approve":
                _move(known, moves[at], touched)
        assert {each: book.ledger.balance(each).balance for each in NUMBERS} == known
    states = {
        each.approval_id: each.approval_state for by in PEOPLE for each in book.approvals.mine(by)
    }
    assert states == {each: ended.get(each, "waiting") for each in moves}
    assert "approved" in ended.values()
    assert "expired" in ended.values()
    assert book.verify() == []


def _asked(dice: random.Random) -> tuple[Change | Wish, dict[str, Decimal]]:
    """Something to ask for, and what it moves."""
    number, points = dice.choice(NUMBERS), Decimal(dice.randrange(1, 200))
    other = dice.choice([each for each in NUMBERS if each != number])
    way = dice.choice(["up", "down", "transfer", "batch"])
    if way == "up":
        return Change("up", number, points=points, reason="goodwill"), {number: points}
    if way == "down":
        return Change("down", number, points=points, reason="misuse"), {number: -points}
    if way == "transfer":
        change = Change("transfer", number, points=points, to_no=other, reason="family")
        return change, {number: -points, other: points}
    wish = Wish("down", Named((number, other)), "correction", points=points, all_or_nothing=True)
    return wish, {number: -points, other: -points}


def _move(
    known: dict[str, Decimal], moved: dict[str, Decimal], touched: dict[int, set[str]]
) -> None:
    for number, points in moved.items():
        known[number] += points
    for each in touched.values():
        each.update(moved)

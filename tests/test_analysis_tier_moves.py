"""Tiers of the past against a diary kept beside a random book, and what the book cannot know."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime
from typing import Any

import pytest

from pointbook.access import Actor, Scope
from pointbook.analysis import CustomerRange
from pointbook.analysis.tier_moves import (
    QUESTION,
    Standing,
    TierMoves,
    field,
    kept_since,
    parameters,
    tier_moves,
)
from pointbook.book import Book
from pointbook.clock import utc_now
from pointbook.customers.erasing import PREFIX

TIERS = ("金卡", "银卡", None)
Diary = list[tuple[datetime, dict[str, Standing]]]


def imported(book: Book, tiers: dict[str, str]) -> int:
    lines = "".join(f"{number},{tier}\n" for number, tier in tiers.items())
    draft = book.imports.read(f"客户号,等级\n{lines}".encode(), filename="c.csv")
    return int(draft.plan(kind="customers").post(actor="t").batch_id)


def played(book: Book, dice: random.Random) -> Diary:
    """Customers added, edited and imported at random, and after each step what everybody's tier is."""
    known: dict[str, str | None] = {}
    diary: Diary = []
    for step in range(40):
        number = f"C{dice.randrange(8)}"
        tier = dice.choice(TIERS)
        if step % 4 == 3:
            wanted = {f"C{dice.randrange(10)}": dice.choice(("金卡", "银卡")) for _ in range(3)}
            imported(book, wanted)
            known |= wanted
        elif number in known:
            book.customers.edit(number, tier=tier, actor="t")
            known[number] = tier
        else:
            book.customers.add(number, tier=tier, store=dice.choice(("S1", "S2")), actor="t")
            known[number] = tier
        told = {
            number: Standing("none") if tier is None else Standing("tier", tier)
            for number, tier in known.items()
        }
        diary.append((utc_now(), told))
    return diary


def asked(book: Book, first: datetime, second: datetime, **more: Any) -> TierMoves:
    return TierMoves(book.ask(QUESTION, first_at=first, second_at=second, erased=PREFIX, **more))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_past_tiers_are_those_of_the_diary(memory_book: Book, seed: int) -> None:
    dice = random.Random(seed)
    diary = played(memory_book, dice)
    everybody = diary[-1][1]
    absent = Standing("absent")
    for turn in range(8):
        (first_at, first), (second_at, second) = sorted(
            (dice.choice(diary), dice.choice(diary)), key=lambda each: each[0]
        )
        expected = Counter(
            (first.get(number, absent), second.get(number, absent)) for number in everybody
        )
        found = asked(memory_book, first_at, second_at)
        assert found.went == expected
        assert found.customers == len(everybody)
        for standing in found.before:
            row = sum(found.went.get((standing, each), 0) for each in found.after)
            assert row == found.at_first(standing)
        for pair, count in expected.items() if not turn else ():
            rows = memory_book.ask(
                QUESTION, first_at=first_at, second_at=second_at, erased=PREFIX, listed=True,
                **field(*pair),
            )  # fmt: skip
            assert rows.height == count


def test_the_range_is_that_of_today(memory_book: Book) -> None:
    diary = played(memory_book, random.Random(4))
    narrowed = asked(memory_book, diary[5][0], diary[-1][0], store="S1")
    assert narrowed.customers == memory_book.ask("customers/figures", store="S1")["customers"][0]


def test_an_import_that_was_undone_leaves_the_tiers_before_it_known(memory_book: Book) -> None:
    memory_book.customers.add("A", tier="银卡", actor="t")
    before = utc_now()
    batch = imported(memory_book, {"A": "金卡"})
    memory_book.imports.undo(batch, actor="t")
    assert asked(memory_book, before, utc_now()).went == {
        (Standing("tier", "银卡"), Standing("tier", "银卡")): 1
    }


def test_what_was_erased_is_not_known(memory_book: Book) -> None:
    memory_book.customers.add("A", tier="银卡", actor="t")
    before = utc_now()
    memory_book.customers.edit("A", tier="金卡", actor="t")
    memory_book.customers.erase("A", reason="本人要求", actor="t")
    found = asked(memory_book, before, utc_now())
    assert found.went == {(Standing("unknown"), Standing("unknown")): 1}


def test_days_begin_and_end_where_the_programme_is(memory_book: Book) -> None:
    memory_book.customers.add("A", tier="银卡", actor="t")
    asked_of = parameters(memory_book, date(2026, 3, 1), date(2026, 3, 2))
    assert asked_of["first_at"] == datetime(2026, 3, 1, 15, 59, 59, 999999)
    since = kept_since(memory_book)
    assert since == memory_book.calendar.local(utc_now()).date()
    assert tier_moves(memory_book, since, since).customers == 1
    assert tier_moves(memory_book, since, since, CustomerRange(tier="金卡")).customers == 0
    nobody = Actor("w", frozenset(), scope=Scope("department", ("A",)))
    assert kept_since(memory_book, nobody) is None

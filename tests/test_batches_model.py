"""Random batches and their undos beside a naive model of plain sums."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

import pytest

from pointbook.batches import Named, Wish
from pointbook.book import Book


@pytest.mark.parametrize("seed", range(6))
def test_random_batches_and_undos_come_out_as_a_naive_model_says(
    memory_book: Book, seed: int
) -> None:
    """Balances as plain sums beside the book; with lots that end later, a batch takes what a balance has."""
    dice, book = random.Random(seed), memory_book
    numbers = [f"C{n}" for n in range(8)]
    for number in numbers:
        book.customers.add(number, actor="t")
    known = dict.fromkeys(numbers, Decimal(0))
    batches: list[tuple[int, dict[str, Decimal]]] = []
    for step in range(20):
        listed = dice.choices([*numbers, "C99"], k=dice.randrange(1, 7))
        points = Decimal(dice.randrange(1, 4000)) / 100
        if batches and dice.random() < 0.25:
            batch_id, moved = batches.pop(dice.randrange(len(batches)))
            undone = book.batches.undo(batch_id, actor="t")
            short = dict(undone.shortfalls.iter_rows())
            lacking = {no: gained - known[no] for no, gained in moved.items() if gained > known[no]}
            assert short == {no: lack for no, lack in lacking.items() if lack > 0}
            for number, gained in moved.items():
                known[number] -= gained - lacking.get(number, Decimal(0))
        else:
            expected, wish = _naive(dice, known, listed, points)
            preview = book.batches.preview(wish, "t")
            if wish.way == "extend":
                if preview.customers:
                    run = book.batches.post(preview, preview.digest, "t")
                    batches.append((run.batch_id, {}))
                    assert book.batches.preview(wish, "t").customers == 0 or wish.days
                continue
            told = preview.rows.filter(preview.rows["fate"] == "ok")
            assert dict(told.select("customer_no", "points").iter_rows()) == expected, (step, wish)
            if not expected:
                continue
            run = book.batches.post(preview, preview.digest, "t")
            batches.append((run.batch_id, expected))
            for number, gained in expected.items():
                known[number] += gained
        standing = book.ask("batches/chosen").select("customer_no", "balance")
        assert dict(standing.iter_rows()) == {no: int(each * 100) for no, each in known.items()}
    assert book.verify() == []


def _naive(
    dice: random.Random, known: dict[str, Decimal], listed: list[str], points: Decimal
) -> tuple[dict[str, Decimal], Wish]:
    """What a wish should move of whom, and the wish."""
    there = [each for each in dict.fromkeys(listed) if each in known]
    named, way = Named(tuple(listed)), dice.choice(["up", "down", "clear", "each", "extend"])
    if way == "up":
        ends = dice.choice([None, date(2026, 9, 30), date(2026, 12, 31)])
        return dict.fromkeys(there, points), Wish("up", named, "r", points=points, expires_at=ends)
    if way == "extend":
        later = {"days": 40} if dice.random() < 0.5 else {"expires_at": date(2027, 6, 30)}
        by = dice.choice([date(2026, 10, 15), date(2027, 1, 31)])
        return {}, Wish("extend", named, "r", ends_by=by, **later)  # type: ignore[arg-type]
    if way == "down":
        moved = {each: -points for each in there if known[each] >= points}
        return moved, Wish("down", named, "r", points=points)
    if way == "clear":
        moved = {each: -known[each] for each in there if known[each]}
        return moved, Wish("clear", named, "r")
    own = [dice.choice([points, -points, points * 2]) for _ in listed]
    first = {each: own[listed.index(each)] for each in there}
    moved = {each: gained for each, gained in first.items() if known[each] + gained >= 0}
    return moved, Wish("each", Named(tuple(listed), tuple(map(str, own))), "r")

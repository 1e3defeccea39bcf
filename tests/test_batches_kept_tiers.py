"""A tier that is kept, and edits of many customers: none takes anybody below it, and its end is written for many."""

from __future__ import annotations

from datetime import date

import pytest

from pointbook import errors
from pointbook.batches import Edit, Named, Preview, Wish
from pointbook.book import Book


def customers(book: Book) -> Book:
    for n in range(4):
        book.customers.add(f"C{n}", name="曾小贤", actor="t")
    return book


def named(edit: Edit, *numbers: str) -> Wish:
    return Wish("edit", Named(numbers), "tiers", edit=edit)


def fates(preview: Preview) -> list[str]:
    return preview.rows["fate"].to_list()


def tiers(book: Book, field: str) -> list[str | None]:
    return [getattr(book.customers.get(f"C{n}"), field) for n in range(4)]


def test_a_tier_that_is_kept_stays_above_an_edit_of_many_and_its_end_is_written_for_many(
    memory_book: Book,
) -> None:
    book = customers(memory_book)
    book.change_programme(actor="t", tier_order=("silver", "gold", "black"))
    for n, tier in enumerate(("gold", "gold", "silver", None)):
        book.customers.edit(f"C{n}", tier=tier, actor="t")
    book.customers.keep_tier("C0", until=date(2999, 1, 1), reason="r", actor="t")

    down = named(Edit({"tier": "silver"}), "C0", "C1", "C2")
    assert fates(book.batches.preview(down, "t")) == ["tier_kept", "ok", "same"]
    up = named(Edit({"tier": "black"}), "C0", "C1")
    preview = book.batches.preview(up, "t")
    run = book.batches.post(preview, preview.digest, "t")
    assert tiers(book, "tier")[:2] == ["black", "black"]
    assert tiers(book, "tier_floor")[:2] == ["gold", None]
    book.batches.undo(run.batch_id, actor="t")

    keep = named(Edit({"tier_floor_until": "2998-12-31"}), "C0", "C1", "C2", "C3")
    preview = book.batches.preview(keep, "t")
    assert fates(preview) == ["ok", "ok", "ok", "no_tier_to_keep"]
    run = book.batches.post(preview, preview.digest, "t")
    assert tiers(book, "tier_floor")[:4] == ["gold", "gold", "silver", None]
    assert {book.customers.get(f"C{n}").tier_floor_until for n in range(3)} == {date(2998, 12, 31)}
    with_no_end = named(Edit({"tier_floor": "silver"}), "C1", "C3")
    assert fates(book.batches.preview(with_no_end, "t")) == ["ok", "floor_without_end"]

    book.batches.undo(run.batch_id, actor="t")
    assert tiers(book, "tier_floor")[:3] == ["gold", None, None]
    assert book.customers.get("C0").tier_floor_until == date(2999, 1, 1)
    assert book.verify() == []


def test_a_preview_is_stale_once_a_tier_is_kept_that_it_would_have_lowered(
    memory_book: Book,
) -> None:
    many = customers(memory_book)
    many.customers.edit("C1", tier="gold", actor="t")
    wish = named(Edit({"tier": "silver"}), "C1")
    preview = many.batches.preview(wish, "t")
    many.customers.keep_tier("C1", until=date(2999, 1, 1), reason="r", actor="t")
    with pytest.raises(errors.StalePreview):
        many.batches.post(preview, preview.digest, "t")

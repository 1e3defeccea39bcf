"""`batch adjust`, `clear`, `extend` and `edit`: one action over many customers, seen first or done."""

from __future__ import annotations

import argparse
import secrets
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pointbook
from pointbook.analysis.customer_range import CustomerRange
from pointbook.batches import Chosen, Edit, Named, Wish
from pointbook.commands.naming import local_actor
from pointbook.commands.printing import json_text, table_text
from pointbook.errors import InvalidAmount, NobodyMeant
from pointbook.texts import say, word

if TYPE_CHECKING:
    from pointbook.batches.preview import Preview
    from pointbook.batches.wish import Way
    from pointbook.book import Book

_RANGE = ("tier", "store", "region", "department", "tag", "status")
_MEASURES = ("balance_from", "balance_until", "moved_before")


def run_batch(given: argparse.Namespace) -> int:
    """Preview a batch, and post it unless it is only to be seen."""
    actor = local_actor()
    with pointbook.open_book(given.book, create=False) as book:
        shown = book.batches.preview(_wish(book, given), actor)
        if given.dry_run:
            return _show(shown, given)
        digest = given.digest or shown.digest
        run = book.batches.post(shown, digest, actor, f"cli-{secrets.token_hex(16)}")
    told: dict[str, Any] = {
        "batch_id": run.batch_id, "entries": run.entries, "customers": run.customers,
        "points_in": run.points_in, "points_out": run.points_out, "left_out": run.left_out,
    }  # fmt: skip
    if given.json:
        print(json_text(told))
        return 0
    key = {"edit": "edited", "extend": "extended"}.get(run.kind, "posted")
    print(say(f"cli_batch.{key}", given.lang, **told))
    _print_fates(list(run.left_out.items()), given.lang)
    return 0


def _wish(book: Book, given: argparse.Namespace) -> Wish:
    whom = _whom(book, given)
    told = {"title": given.title or "", "all_or_nothing": given.all_or_nothing}
    if given.action == "clear":
        return Wish("clear", whom, given.reason or "clear", **told)
    if given.action == "extend":
        return Wish(
            "extend", whom, given.reason or "extension", ends_by=given.ends_by, expires_at=given.expires,
            days=given.days, **told,
        )  # fmt: skip
    if given.action == "edit":
        values = {name: value or None for name, value in given.set}
        edit = Edit(values, tuple(given.add_tag), tuple(given.remove_tag))
        return Wish("edit", whom, given.reason or "edit", edit=edit, **told)
    amount = given.points if given.points is not None else given.percent
    way: Way = "each" if amount is None else "down" if amount < 0 else "up"
    if way == "each" and (isinstance(whom, Chosen) or whom.points is None):
        raise InvalidAmount(value="", decimals=book.decimals)
    return Wish(
        way, whom, given.reason or "correction", points=_size(given.points),
        percent=_size(given.percent), expires_at=given.expires, **told,
    )  # fmt: skip


def _whom(book: Book, given: argparse.Namespace) -> Named | Chosen:
    if given.file is not None:
        return book.batches.listed(given.file)
    chosen = Chosen(
        CustomerRange(**{name: getattr(given, name) for name in _RANGE}),
        **{name: getattr(given, name) for name in _MEASURES},
    )
    if chosen == Chosen() and not given.everybody:
        raise NobodyMeant
    return chosen


def _size(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else abs(amount)


def _show(shown: Preview, given: argparse.Namespace) -> int:
    told: dict[str, Any] = {
        "customers": shown.customers, "points_in": shown.points_in, "points_out": shown.points_out,
        "left_out": shown.left_out, "digest": shown.digest,
    }  # fmt: skip
    if given.json:
        refusal = None if shown.refusal is None else shown.refusal.code
        rows = shown.rows.rows(named=True)
        print(
            json_text(
                {**told, "totals": shown.totals.rows(named=True), "refusal": refusal, "rows": rows}
            )
        )
    else:
        key = {"edit": "_edit", "extend": "_extend"}.get(shown.wish.way, "")
        print(say(f"cli_batch.previewed{key}", given.lang, **told))
        _print_fates(list(shown.totals.select("fate", "customers").iter_rows()), given.lang)
    if shown.refusal is not None:
        raise shown.refusal
    return 0


def _print_fates(counts: list[tuple[str, int]], lang: str) -> None:
    if counts:
        rows = [(word("batch_fates", fate, lang), count) for fate, count in counts]
        print(table_text(("fate", "customers"), rows, lang))

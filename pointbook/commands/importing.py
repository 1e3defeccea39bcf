"""`import` and `undo`: a file into the book and out of it again."""

from __future__ import annotations

import argparse
import sys
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import polars as pl

import pointbook
from pointbook.commands.naming import actor_name
from pointbook.commands.printing import json_text, table_text
from pointbook.imports.answers import Answers
from pointbook.texts import say

if TYPE_CHECKING:
    from pointbook.imports import Notice

SHOWN_PROBLEMS = 20
ANSWERS = ("known", "conflicts", "doubles", "period")


def import_file(given: argparse.Namespace) -> int:
    """Read a file, check it, post it; with --dry-run only say what would happen."""
    # A dry run beside a book that does not exist yet leaves none behind.
    place = ":memory:" if given.dry_run and not given.book.exists() else given.book
    with pointbook.open_book(place) as book:
        draft = book.imports.read(
            given.file,
            filename=given.file.name,
            sheet=given.sheet,
            member=given.member,
            encoding=given.encoding,
            delimiter="\t" if given.delimiter in ("tab", "\\t") else given.delimiter,
            header_row=None if given.header_row is None else given.header_row - 1,
            header_lines=given.header_lines,
        )
        _show_notices(draft.warnings, given)
        mapping = None
        if given.map:
            suggested = draft.mapping_for(given.kind) if given.kind else draft.mapping
            mapping = {**suggested, **dict(given.map)}
        said = {name: getattr(given, name) for name in ANSWERS if getattr(given, name) is not None}
        plan = draft.plan(
            kind=given.kind, mapping=mapping, source=given.source, answers=Answers(**said),
            cut_over=given.cut_over,
        )  # fmt: skip
        if given.dry_run:
            return _show_plan(plan, given)
        run = plan.post(actor=actor_name(), all_or_nothing=given.all_or_nothing)
    if given.json:
        print(json_text({**_fields(run), "problem_rows": plan.problems.rows(named=True)}))
        return 0
    print(say("cli.imported", given.lang, **_fields(run)))
    if run.replaced or run.past:
        print(say("cli.replaced", given.lang, replaced=run.replaced, past=run.past))
    if not run.shortfalls.is_empty():
        print(say("repeats.short", given.lang, count=run.shortfalls.height))
        print(table_text(run.shortfalls.columns, run.shortfalls.rows(), given.lang))
    _show_problems(plan.problems, given.lang)
    return 0


def undo_batch(given: argparse.Namespace) -> int:
    """Reverse all entries of a batch."""
    with pointbook.open_book(given.book, create=False) as book:
        undone = book.imports.undo(given.batch, actor=actor_name())
    if given.json:
        print(json_text(_fields(undone)))
        return 0
    print(say("cli.undone", given.lang, **_fields(undone)))
    if not undone.shortfalls.is_empty():
        print(table_text(undone.shortfalls.columns, undone.shortfalls.rows(), given.lang))
    return 0


def _show_plan(plan: Any, given: argparse.Namespace) -> int:
    found = {
        "rows": plan.rows, "ok": plan.ok, "problems": plan.problems.rows(named=True),
        "duplicates": plan.duplicates, "new_customers": plan.new_customers.height,
        "kind": plan.kind, "mapping": plan.mapping, "source": plan.source, "totals": plan.totals,
        "repeats": _repeats(plan), "period": _period(plan),
        "absent": None if plan.absent is None else plan.absent.customers,
    }  # fmt: skip
    if given.json:
        print(json_text(found))
        return 0
    print(say("cli.planned", given.lang, **{**found, "problems": plan.problems.height}))
    print(
        say("cli.repeats", given.lang, **{k: v for k, v in _repeats(plan).items() if k != "tiers"})
    )
    if plan.period is not None and plan.period.is_other:
        print(say("cli.period", given.lang))
        print(table_text(plan.period.months.columns, plan.period.months.rows(), given.lang))
    _show_problems(plan.problems, given.lang)
    return 0


def _repeats(plan: Any) -> dict[str, Any]:
    """How many rows of each class, and the tiers that would move."""
    found = plan.repeats
    names = ("doubles", "known", "conflicts", "changed")
    counts = {name: getattr(found, name).height for name in names}
    return {**counts, "tiers": found.tiers.rows(named=True)}


def _period(plan: Any) -> dict[str, Any] | None:
    period = plan.period
    if period is None:
        return None
    months = period.months.rows(named=True)
    return {
        "since": period.since,
        "until": period.until,
        "is_other": period.is_other,
        "months": months,
    }


def _show_notices(notices: list[Notice], given: argparse.Namespace) -> None:
    """What is odd about the file, beside the answer and not in it."""
    for notice in notices:
        told = say(f"notices.{notice.code}", given.lang, count=notice.count, value=notice.value)
        print(told, file=sys.stderr)


def _show_problems(problems: pl.DataFrame, lang: str) -> None:
    if not problems.is_empty():
        print(table_text(problems.columns, problems.head(SHOWN_PROBLEMS).rows(), lang))


def _fields(record: Any) -> dict[str, Any]:
    """The fields of a record; a frame becomes its rows."""
    found = {field.name: getattr(record, field.name) for field in fields(record)}
    return {
        name: value.rows(named=True) if isinstance(value, pl.DataFrame) else value
        for name, value in found.items()
    }

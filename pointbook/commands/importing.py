"""`import` and `undo`: a file into the book and out of it again."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

import pointbook
from pointbook.commands.naming import local_actor
from pointbook.commands.printing import json_text, table_text
from pointbook.errors import PointbookError
from pointbook.imports.answers import Answers
from pointbook.texts import error_text, say, word

if TYPE_CHECKING:
    from pointbook.book import Book
    from pointbook.imports import Draft, Notice, Plan
    from pointbook.ledger.foresight import UndoPreview

SHOWN_PROBLEMS = 20
ANSWERS = ("known", "conflicts", "doubles", "period")


def import_files(given: argparse.Namespace) -> int:
    """Read, check and post each file; with --dry-run only say what would happen. Status 1 if one is refused."""
    # A dry run beside a book that does not exist yet leaves none behind.
    place = ":memory:" if given.dry_run and not given.book.exists() else given.book
    answers = []
    with pointbook.open_book(place) as book:
        for path in given.file:
            if given.dry_run:
                answers.append(_planned(book, path, given))
            else:
                answers.append(_received(book, path, given))
    if given.json:
        print(json_text(answers[0] if len(answers) == 1 else _together(answers)))
    return 1 if any(each["state"] == "refused" for each in answers) else 0


def _received(book: Book, path: Path, given: argparse.Namespace) -> dict[str, Any]:
    from pointbook.imports.arrivals import Arrival, receive

    try:
        arrival = receive(
            book, path, profile=given.profile, actor=local_actor(), all_or_nothing=given.all_or_nothing,
            plan_of=partial(_plan, book, given), **_reading(given),
        )  # fmt: skip
    except PointbookError as refusal:  # of the book: the other files are told of it too
        arrival = Arrival.refused(path.name, given.profile, refusal)
    told = arrival.told(given.lang)
    if arrival.refusal is not None:
        print(_named(told["message"], path, given), file=sys.stderr)
    elif not given.json:
        print(_named(say("cli.imported", given.lang, **told), path, given))
        if told["kept_tiers"]:
            print(say("cli.kept_tiers", given.lang, count=told["kept_tiers"]))
        if told["orders"] or told["rewards"] or told["redemptions"]:
            print(say("cli.imported_records", given.lang, **told))
        if told["replaced"] or told["past"]:
            print(say("cli.replaced", given.lang, replaced=told["replaced"], past=told["past"]))
        if short := told["shortfalls"]:
            print(say("repeats.short", given.lang, count=len(short)))
            print(table_text(list(short[0]), [tuple(each.values()) for each in short], given.lang))
    if not given.json:
        _show_problems(arrival.problems, given.lang)
    return told


def _planned(book: Book, path: Path, given: argparse.Namespace) -> dict[str, Any]:
    try:
        draft = book.imports.read(path, profile=given.profile, **_reading(given))
        plan = _plan(book, given, draft)
    except PointbookError as refusal:
        sentence = error_text(refusal, given.lang)
        print(_named(sentence, path, given), file=sys.stderr)
        return {"state": "refused", "file": path.name, "error": refusal.code, "message": sentence}
    told = {
        "rows": plan.rows, "ok": plan.ok, "problems": plan.problems.rows(named=True),
        "duplicates": plan.duplicates, "new_customers": plan.new_customers.height,
        "kept_tiers": plan.kept_tiers.height,
        "kind": plan.kind, "mapping": plan.mapping, "source": plan.source, "totals": plan.totals,
        "repeats": _repeats(plan), "period": _period(plan),
        "absent": None if plan.absent is None else plan.absent.customers,
        "state": "planned", "file": path.name, "file_digest": plan.digest, "profile": given.profile,
    }  # fmt: skip
    if not given.json:
        summary = {**told, "problems": plan.problems.height}
        print(_named(say("cli.planned", given.lang, **summary), path, given))
        if plan.kind in plan.totals:
            kind = word("import_kinds", plan.kind, given.lang)
            written = {"count": plan.totals[plan.kind], "overwritten": plan.totals["overwritten"]}
            print(say("cli.planned_records", given.lang, kind=kind, **written))
        counts = {name: count for name, count in told["repeats"].items() if name != "tiers"}
        print(say("cli.repeats", given.lang, **counts))
        if plan.period is not None and plan.period.is_other:
            print(say("cli.period", given.lang))
            print(table_text(plan.period.months.columns, plan.period.months.rows(), given.lang))
        _show_problems(plan.problems, given.lang)
    return told


def _together(answers: list[dict[str, Any]]) -> dict[str, Any]:
    """One answer about several files: how many came to what, and each in full."""
    states = Counter(each["state"] for each in answers)
    return {
        "state": "refused" if states["refused"] else answers[0]["state"],
        **{state: states[state] for state in ("posted", "nothing_new", "refused")},
        "entries": sum(each.get("entries", 0) for each in answers),
        "files": answers,
    }


def _reading(given: argparse.Namespace) -> dict[str, Any]:
    """How the file is read, as far as somebody said so."""
    told = {
        "sheet": given.sheet,
        "member": given.member,
        "encoding": given.encoding,
        "delimiter": "\t" if given.delimiter in ("tab", "\\t") else given.delimiter,
        "header_row": None if given.header_row is None else given.header_row - 1,
        "header_lines": given.header_lines,
    }
    return {name: wish for name, wish in told.items() if wish is not None}


def _plan(book: Book, given: argparse.Namespace, draft: Draft) -> Plan:
    """The plan of a file under what was said about its columns and cells; kept as a profile if asked."""
    from pointbook.imports.meanings import meant  # the reader of files loads with the first file

    _show_notices(draft.warnings, given)
    mapping = draft.mapped(given.kind)
    if given.map:
        mapping = mapping.changed(dict(given.map), draft.columns)
    values: dict[str, dict[str, str]] = {}
    for field, written, meaning in given.word:
        values.setdefault(field, {})[written] = meaning
    at = None if given.at is None else book.calendar.starts(given.at)
    said = meant(mapping, values=values, units=dict(given.unit), date_order=given.date_order, at=at)
    told = {name: getattr(given, name) for name in ANSWERS if getattr(given, name) is not None}
    plan = draft.plan(
        mapping=said, source=given.source, answers=Answers(**told), cut_over=given.cut_over
    )
    _show_notices(plan.notices, given)
    if given.save_profile and not given.dry_run:
        _save_profile(book, given, draft, plan)
    return plan


def _save_profile(book: Book, given: argparse.Namespace, draft: Draft, plan: Plan) -> None:
    """As the file was read and planned; what was said by hand goes before what a profile said."""
    from pointbook.imports.profiles import Profile  # the reader of files loads with the first file

    told = {**(draft.profile.reading if draft.profile else {}), **_reading(given)}
    profile = Profile.of_plan(given.save_profile, plan, told, all_or_nothing=given.all_or_nothing)
    book.imports.profiles.save(profile, actor=local_actor())


def _named(sentence: str, path: Path, given: argparse.Namespace) -> str:
    """Of several files each is named before what is said about it."""
    return sentence if len(given.file) == 1 else f"{path.name}: {sentence}"


def undo_batch(given: argparse.Namespace) -> int:
    """Reverse all entries of a batch; with --dry-run only say what that would do."""
    with pointbook.open_book(given.book, create=False) as book:
        left = book.batches.changed_since(given.batch, actor=local_actor())
        if given.dry_run:
            preview = book.imports.preview_undo(given.batch, actor=local_actor())
            return _show_undo(preview, left, given)
        undone = book.imports.undo(given.batch, actor=local_actor())
    if given.json:
        print(json_text({**_fields(undone), "left_fields": left.rows(named=True)}))
        return 0
    print(say("cli.undone", given.lang, **_fields(undone)))
    if undone.records:
        print(say("upload.undone_records", given.lang, count=undone.records))
    if not undone.shortfalls.is_empty():
        print(table_text(undone.shortfalls.columns, undone.shortfalls.rows(), given.lang))
    _print_left(left, given.lang)
    return 0


def _print_left(left: pl.DataFrame, lang: str) -> None:
    """Fields that an undo leaves, because somebody changed them since."""
    if not left.is_empty():
        print(say("upload.undone_left", lang, count=left.height))
        print(table_text(left.columns, left.rows(), lang))


_UNDO_COUNTS = (
    "short", "owing", "removed_customers", "restored_customers", "kept_customers", "newer_customers",
)  # fmt: skip


def _show_undo(preview: UndoPreview, left: pl.DataFrame, given: argparse.Namespace) -> int:
    found = {**_fields(preview), **{name: getattr(preview, name) for name in _UNDO_COUNTS}}
    if given.json:
        print(json_text({**found, "left_fields": left.rows(named=True)}))
        return 0
    print(say("cli.undo_planned", given.lang, **found))
    if not preview.spenders.is_empty():
        print(table_text(preview.spenders.columns, preview.spenders.rows(), given.lang))
    _print_left(left, given.lang)
    return 0


def _repeats(plan: Plan) -> dict[str, Any]:
    """How many rows of each class, and the tiers that would move."""
    found = plan.repeats
    names = ("doubles", "known", "conflicts", "changed")
    counts = {name: getattr(found, name).height for name in names}
    return {**counts, "tiers": found.tiers.rows(named=True)}


def _period(plan: Plan) -> dict[str, Any] | None:
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


def _show_notices(notices: Iterable[Notice], given: argparse.Namespace) -> None:
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

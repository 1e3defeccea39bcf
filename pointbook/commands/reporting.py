"""`report` and `statement`: the report of a period, and one customer's statement, as files."""

from __future__ import annotations

import argparse

import pointbook
from pointbook.analysis import report_period
from pointbook.commands.naming import local_actor
from pointbook.commands.printing import json_text
from pointbook.errors import FolderUnusable, TargetExists
from pointbook.exports.report import report_file
from pointbook.exports.statement import StatementFormat, content, statement_file
from pointbook.periods import Period
from pointbook.texts import say
from pointbook.ui import report_files


def make_reports(given: argparse.Namespace) -> int:
    """Write them, and say where they are."""
    period = report_period(given.kind, given.period)
    try:
        given.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderUnusable(path=str(given.out), detail=error.strerror or "–") from error
    made = []
    with pointbook.open_book(given.book, create=False) as book:
        for to in dict.fromkeys(given.format):
            file = report_file(book, given.kind, period, to, actor=local_actor(), lang=given.lang)
            path = given.out / report_files.name(file, to)
            if path.exists():
                raise TargetExists(path=str(path))
            path.write_bytes(report_files.written(file, to))
            made.append(str(path))
    if given.json:
        print(json_text({"files": made, "since": period.since, "until": period.until}))
    else:
        print("\n".join(say("cli.report_made", given.lang, path=each) for each in made))
    return 0


def make_statement(given: argparse.Namespace) -> int:
    """Write one customer's statement; without a format the ending of the file's name decides."""
    to: StatementFormat = given.format or ("xlsx" if given.out.suffix.lower() == ".xlsx" else "pdf")
    if given.out.exists():
        raise TargetExists(path=str(given.out))
    with pointbook.open_book(given.book, create=False) as book:
        oldest = book.ask("points/reach")["oldest"].item()
        today = book.now().date()
        period = Period(given.since or oldest or today, given.until or today)
        file = statement_file(
            book, given.customer_no, period, to, actor=local_actor(), lang=given.lang
        )
        given.out.write_bytes(content(file, to))
    if given.json:
        print(json_text({"files": [str(given.out)], "entries": file.entries.frame.height}))
    else:
        print(say("cli.report_made", given.lang, path=str(given.out)))
    return 0

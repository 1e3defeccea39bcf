"""`report`: the report of a week, month, quarter or year as files in a folder."""

from __future__ import annotations

import argparse

import pointbook
from pointbook.analysis import report_period
from pointbook.commands.naming import local_actor
from pointbook.commands.printing import json_text
from pointbook.errors import FolderUnusable, TargetExists
from pointbook.exports.report import report_file
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

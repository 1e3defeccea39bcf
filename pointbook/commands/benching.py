"""`bench`: measure on a large book and write the report."""

from __future__ import annotations

import argparse
import sys
from datetime import date

from pointbook.bench.crowd import Crowd
from pointbook.bench.running import Wish, run
from pointbook.commands.printing import json_text
from pointbook.settings import ROOT

REPORT = ROOT / "docs" / "benchmarks.md"


def run_bench(given: argparse.Namespace) -> int:
    """Measure; the report is written unless only a part was measured."""
    crowd = Crowd(given.entries, given.customers, given.imports)
    outcome = run(Wish(crowd, given.keep, given.only), _say, date.today())
    report = given.report or (REPORT if given.only is None else None)
    if report is not None:
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_text(outcome.report, encoding="utf-8")
    if given.json:
        figures = [*outcome.figures, *outcome.questions]
        print(json_text([
            {"name": each.name, "median": each.median, "fastest": each.fastest, "bound": each.bound, "scan": each.scan}
            for each in figures
        ]))  # fmt: skip
    elif report is not None:
        print(report)
    return 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)

"""The report: figures with a bound first, then the cost of every question."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

from pointbook.bench.figures import Figure, seconds_text

PACKAGES = ("duckdb", "polars", "numba", "streamlit")


@dataclass(frozen=True)
class Subject:
    """What was measured."""

    entries: int
    customers: int
    imports: int
    largest: int
    """Entries of the customer with most of them."""
    built_in: float | None
    """Seconds of building, None where a kept book was used."""
    bytes: int


def report_text(
    subject: Subject, figures: Sequence[Figure], questions: Sequence[Figure], on: date
) -> str:
    """The whole of benchmarks.md."""
    return "\n".join([
        "# Benchmarks",
        "",
        "Written by `python -m pointbook bench`; nothing here is a test. Each figure is the middle of "
        "several runs in one process, beside the bare DuckDB scan of the columns that it needs in the "
        "same run; the ratio travels between machines better than the time.",
        "",
        *_about(subject, on),
        "",
        "## Bounds",
        "",
        "| what | median | fastest | bound | | bare scan | ratio | how |",
        "|---|--:|--:|--:|---|--:|--:|---|",
        *map(_bounded, figures),
        "",
        "## Every question",
        "",
        "One run each over the whole book unless the parameters say otherwise.",
        "",
        "| question | median | fastest | rows | parameters |",
        "|---|--:|--:|--:|---|",
        *map(_question, questions),
        "",
    ])  # fmt: skip


def _about(subject: Subject, on: date) -> list[str]:
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    built = f", built in {subject.built_in:.0f} s" if subject.built_in is not None else ""
    return [
        f"- Book: {subject.entries:,} entries of {subject.customers:,} customers, arrived as "
        f"{subject.imports} imports in time order, not sorted by customer; one customer has "
        f"{subject.largest:,}. {subject.bytes / 2**20:,.0f} MiB on disk{built}.",
        f"- Machine: {os.cpu_count()} processors, {platform.machine()}; "
        f"Python {platform.python_version()}, {packages}.",
        f"- Measured on {on.isoformat()}.",
    ]


def _bounded(figure: Figure) -> str:
    verdict = "" if figure.bound is None else "**missed**" if figure.is_missed else "ok"
    bound = f"≤ {seconds_text(figure.bound)}" if figure.bound is not None else ""
    ratio = f"{figure.ratio:.1f}" if figure.ratio is not None else ""
    return (
        f"| {figure.name} | {seconds_text(figure.median)} | {seconds_text(figure.fastest)} | {bound} | "
        f"{verdict} | {seconds_text(figure.scan)} | {ratio} | {figure.note} |"
    )


def _question(figure: Figure) -> str:
    return (
        f"| `{figure.name}` | {seconds_text(figure.median)} | {seconds_text(figure.fastest)} | "
        f"{figure.total} | {figure.note} |"
    )

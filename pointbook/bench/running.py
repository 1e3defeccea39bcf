"""One run of the measurements: build, measure, report."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pointbook
from pointbook.bench import asking, faces, measuring
from pointbook.bench.building import built_book, remove_book
from pointbook.bench.crowd import Crowd
from pointbook.bench.figures import Figure, seconds_text
from pointbook.bench.report import Subject, report_text
from pointbook.bench.scanning import scan
from pointbook.sample import fill

RUNS = 7


@dataclass(frozen=True)
class Wish:
    """What to measure. `only` is a word that the name of a figure must hold."""

    crowd: Crowd
    keep: Path | None = None
    only: str | None = None
    runs: int = RUNS
    with_faces: bool = True


@dataclass(frozen=True)
class Outcome:
    """All figures, and the report they make."""

    figures: list[Figure]
    questions: list[Figure]
    report: str


def run(wish: Wish, say: Callable[[str], None], on: date) -> Outcome:
    """Measure everything wished for."""
    with _folder(wish.keep) as folder:
        crowd = wish.crowd
        path = folder / f"bench-{crowd.entries}-{crowd.customers}-{crowd.imports}.duckdb"
        built_in = built_book(path, crowd, say)
        figures, questions = [], []
        with pointbook.open_book(path) as book:
            size = scan(book, "size").row(0, named=True)
            subject = Subject(
                size["entries"], size["customers"], crowd.imports, size["largest"], built_in,
                path.stat().st_size,
            )  # fmt: skip
            for each in measuring.reading(book, crowd, wish.runs):
                if _is_wished(each.name, wish.only):
                    figures.append(_told(each.measure(), say))
            for figure in asking.every_question(book, min(wish.runs, 3), wish.only):
                questions.append(_told(figure, say))
        figures += _changing(wish, path, folder, say)
        if wish.with_faces:
            figures += _facing(wish, folder, say)
    return Outcome(figures, questions, report_text(subject, figures, questions, on))


def _changing(wish: Wish, path: Path, folder: Path, say: Callable[[str], None]) -> list[Figure]:
    """Figures that write, on a copy: a kept book stays as it was built."""
    copy = folder / "changing.duckdb"
    remove_book(copy)
    shutil.copyfile(path, copy)
    os.sync()  # or the first commit would wait for the copy to reach the disk
    figures: list[Figure] = []
    with pointbook.open_book(copy) as book:
        if wish.with_faces and _is_wished("page questions", wish.only):
            pages = faces.page_questions(book, copy, wish.crowd.number(5), min(wish.runs, 3))
            figures += [_told(each, say) for each in pages]
        for each in measuring.writing(book, wish.crowd, wish.runs, folder):
            if _is_wished(each.name, wish.only):
                figures.append(_told(each.measure(), say))
    remove_book(copy)
    return figures


def _facing(wish: Wish, folder: Path, say: Callable[[str], None]) -> list[Figure]:
    """What the faces cost, on the sample."""
    if not (_is_wished("page script", wish.only) or _is_wished("second start", wish.only)):
        return []
    path = folder / "sample.duckdb"
    remove_book(path)
    with pointbook.open_book(path) as book:
        fill(book)
        figures = [
            _told(each, say) for each in faces.page_scripts(book, path, "M100018", wish.runs)
        ]
    figures.append(_told(faces.second_start(path, min(wish.runs, 3)), say))
    remove_book(path)
    return figures


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="pointbook-bench-") as folder:
        yield Path(folder)


def _is_wished(name: str, only: str | None) -> bool:
    return only is None or only in name


def _told(figure: Figure, say: Callable[[str], None]) -> Figure:
    verdict = "" if figure.bound is None else " MISSED" if figure.is_missed else " ok"
    say(f"{figure.name}: {seconds_text(figure.median)}{verdict}")
    return figure

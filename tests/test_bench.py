"""A short slice of the measurements: the figures exist and the totals agree; times are never tested."""

from __future__ import annotations

import shutil
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

import pointbook
from pointbook.bench.allocating import allocate_all
from pointbook.bench.asking import parameters_of
from pointbook.bench.building import built_book
from pointbook.bench.crowd import Crowd
from pointbook.bench.faces import PAGES, page_questions, page_scripts, second_start
from pointbook.bench.figures import Figure, seconds_text, timed
from pointbook.bench.memory import added_bytes
from pointbook.bench.running import Wish, run
from pointbook.bench.scanning import scan
from pointbook.store.queries import load, questions

SMALL = Crowd(entries=20_000, customers=2_000, imports=6)


def unheard(line: str) -> None:
    """Nobody listens to the progress here."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small book of the crowd."""
    folder = tmp_path_factory.mktemp("bench")
    built_book(folder / "bench-20000-2000-6.duckdb", SMALL, unheard)
    return folder


def test_the_book_holds_the_crowd_and_is_in_order(kept: Path) -> None:
    with pointbook.open_book(kept / "bench-20000-2000-6.duckdb") as book:
        size = scan(book, "size").row(0, named=True)
        assert (size["entries"], size["customers"]) == (20_000, 2_000)
        assert 1_700 < size["largest"] < 2_300
        assert book.verify() == []


def test_an_allocation_anew_comes_to_what_the_imports_came_to(kept: Path) -> None:
    with pointbook.open_book(kept / "bench-20000-2000-6.duckdb") as book:
        found = allocate_all(scan(book, "operations"))
        standing = scan(book, "standing").row(0, named=True)
    assert (found.lots, found.debt) == (standing["lots"], standing["debt"])
    assert found.lots > 0


def test_every_figure_and_every_question_is_in_the_report(kept: Path) -> None:
    outcome = run(Wish(SMALL, keep=kept, runs=1, with_faces=False), unheard, date(2026, 11, 1))
    names = [figure.name for figure in outcome.figures]
    assert len(names) == len(set(names)) >= 14
    assert [figure.name for figure in outcome.questions] == questions()
    for name in (*names, *questions()):
        assert name in outcome.report
    assert "20,000 entries of 2,000 customers" in outcome.report
    assert all(figure.bound for figure in outcome.figures)


def test_a_kept_book_is_used_again_and_stays_as_it_was(kept: Path) -> None:
    path = kept / "bench-20000-2000-6.duckdb"
    before = path.stat().st_mtime_ns
    assert built_book(path, SMALL, unheard) is None
    outcome = run(
        Wish(SMALL, keep=kept, only="adjustment", runs=1, with_faces=False),
        unheard,
        date(2026, 11, 1),
    )
    assert {figure.name.split()[1] for figure in outcome.figures} == {"adjustment"}
    assert path.stat().st_mtime_ns == before
    assert [each.name for each in kept.glob("changing*")] == []


def test_the_pages_are_run_and_the_server_is_started(kept: Path) -> None:
    path = kept / "faces.duckdb"
    shutil.copyfile(kept / "bench-20000-2000-6.duckdb", path)
    with pointbook.open_book(path) as book:
        for each in (page_scripts, page_questions):
            pages = list(each(book, path, Crowd.number(5), 1))
            assert len(pages) == len(PAGES)
            assert all(figure.bound and figure.median > 0 for figure in pages)
    assert second_start(path, 1).median > 0


def test_the_crowd_is_the_same_every_time() -> None:
    assert SMALL.file(3).entries.equals(Crowd(20_000, 2_000, 6).file(3).entries)
    assert not SMALL.file(3).entries.equals(SMALL.file(4).entries)


def test_imports_follow_each_other_in_time() -> None:
    spans = [SMALL.file(number).entries["occurred_at"] for number in range(SMALL.imports)]
    for earlier, later in pairwise(spans):
        assert earlier.max() <= later.min()


def test_every_parameter_of_the_table_is_one_that_questions_have() -> None:
    known = {each for name in questions() for each in load(name).parameters}
    given = {each for name in questions() for each, value in parameters_of(name).items() if value}
    assert given <= known
    assert {"customer_no", "since", "until", "row_limit"} <= given


def test_a_figure_knows_its_middle_its_best_and_its_bound() -> None:
    figure = Figure("x", (0.3, 0.1, 0.2), bound=0.15, scan=0.05)
    assert (figure.median, figure.fastest, figure.is_missed) == (0.2, 0.1, True)
    assert figure.ratio == pytest.approx(4.0)
    assert seconds_text(0.0123) == "12.3 ms"
    assert seconds_text(3.208) == "3.21 s"


def test_runs_that_warm_up_do_not_count() -> None:
    calls: list[int] = []
    times, answer = timed(lambda: calls.append(1) or len(calls), 3, warm=2)
    assert (len(times), answer) == (3, 5)


def test_memory_is_watched_while_something_runs() -> None:
    size = 200_000_000
    assert added_bytes(lambda: sum(bytearray(b"x" * size)[::4096])) > size // 2

"""Fill a book with the sample: files through the import door, hand work through the commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pointbook.errors import TargetExists
from pointbook.sample.counter import Counter
from pointbook.sample.files import members_csv, points_csv
from pointbook.sample.story import CUSTOMERS, MONTHS, SEED, STORY_END, Chapter, Story
from pointbook.sample.words import words

if TYPE_CHECKING:
    from pointbook.book import Book

Progress = Callable[[int, int, str], None]
"""Called with how many steps are done, how many there are, and what was done last."""


@dataclass(frozen=True)
class Filled:
    """What a filled book holds."""

    customers: int
    entries: int


def fill(
    book: Book,
    seed: int = SEED,
    progress: Progress | None = None,
    *,
    ends: date | None = None,
    customers: int = CUSTOMERS,
    months: int = MONTHS,
) -> Filled:
    """Fill an empty book; one that was half filled is completed, a full one stays as it is.

    The story ends with a fixed month, or with the last full month before the book's clock where
    that is earlier. A book with customers of its own is refused (TargetExists).
    """
    _require_ours(book)
    story = Story(seed, ends or _ending(book.now().date()), customers, months)
    steps = 2 + sum(month.is_last_of_quarter for month in story.calendar[:-1]) + 1
    for done, what in enumerate(_steps(book, story), 1):
        if progress is not None:
            progress(done, steps, what)
    totals = book.batches()
    return Filled(len(story.members), int(totals["entries"].sum()))


def _ending(today: date) -> date:
    return min(STORY_END, today.replace(day=1) - timedelta(days=1))


def _require_ours(book: Book) -> None:
    first = book.ask("customers/search", row_limit=1)
    if first.is_empty():
        return
    batches = book.batches()
    if not (batches["source"] == words()["programme"]["source"]).any():
        raise TargetExists(path=str(book.path))


def _steps(book: Book, story: Story) -> Iterator[str]:
    yield _post(book, "members.csv", members_csv(story.members).encode("utf-8-sig"), "customers")
    opening = points_csv(story.opening).encode("utf-8-sig")
    yield _post(book, f"opening-{story.calendar[0].first}.csv", opening, "points")
    counter = Counter(book, story.seed)
    for quarter in _quarters(story.chapters()):
        first, movements = (
            quarter[0].month.first,
            [each for month in quarter for each in month.movements],
        )
        name = f"points-{first.year}-Q{(first.month + 2) // 3}.csv"
        yield _post(book, name, points_csv(movements).encode("utf-8-sig"), "points")
        for chapter in quarter:
            for work in chapter.hand_work:
                counter.do(work)
            if chapter.sweep_on is not None:
                book.ledger.expire(chapter.sweep_on, actor=words()["programme"]["manager"])


def _quarters(chapters: Iterator[Chapter]) -> Iterator[list[Chapter]]:
    """The months that come in one file: a quarter, as an import has a price of its own."""
    together: list[Chapter] = []
    for chapter in chapters:
        together.append(chapter)
        if chapter.month.is_last_of_quarter:
            yield together
            together = []
    if together:
        yield together


def _post(book: Book, name: str, content: bytes, kind: str) -> str:
    programme = words()["programme"]
    plan = book.imports.read(content, filename=name).plan(kind=kind, source=programme["source"])
    assert plan.problems.is_empty(), plan.problems  # the sample writes only what can be read
    plan.post(actor=programme["actor"])
    return name

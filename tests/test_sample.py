"""The invented programme: the same every time, and whole once it is in a book."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

import pointbook
from pointbook.book import Book
from pointbook.cli import main
from pointbook.errors import TargetExists
from pointbook.sample import fill
from pointbook.sample.dice import Dice
from pointbook.sample.story import Chapter, Story

ROOT = Path(__file__).resolve().parent.parent
TRACKED = ROOT / "data" / "sample"
LARGEST_FILE = 400_000
LATER = datetime(2026, 11, 15, 9, 0)
STORY = Story()
SMALL = {"customers": 120, "months": 15, "ends": date(2026, 3, 31)}


@pytest.fixture(scope="module")
def chapters() -> list[Chapter]:
    """All months of the story as it is told by default."""
    return list(STORY.chapters())


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """A small sample: two year ends, all kinds of hand work."""
    path = tmp_path_factory.mktemp("sample") / "sample.duckdb"
    with pointbook.open_book(path, clock=lambda: LATER) as book:
        fill(book, **SMALL)  # type: ignore[arg-type]
        yield book


def test_the_tracked_files_are_what_the_command_writes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sample", "--files", str(tmp_path)]) == 0
    written = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert sorted(path.name for path in written) == sorted(path.name for path in TRACKED.glob("*"))
    differing = [
        path.name for path in written if path.read_bytes() != (TRACKED / path.name).read_bytes()
    ]
    assert differing == []
    assert max(path.stat().st_size for path in written) < LARGEST_FILE


def test_both_encodings_say_the_same() -> None:
    for path in TRACKED.glob("*.gb18030.csv"):
        twin = path.with_name(path.name.replace(".gb18030", ""))
        assert path.read_bytes().decode("gb18030") == twin.read_bytes().decode("utf-8-sig")


def test_another_seed_tells_another_story() -> None:
    first, again, other = (
        [member.row for member in Story(seed=seed, customers=50).members] for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_a_draw_is_the_same_on_every_python() -> None:
    dice = Dice(7)
    assert [dice.between(1, 6) for _ in range(10)] == [2, 1, 4, 1, 4, 3, 1, 4, 1, 3]
    assert dice.shuffled(range(6)) == [0, 1, 4, 5, 2, 3]


def test_the_story_has_its_size_and_everything_in_it(chapters: list[Chapter]) -> None:
    movements = [each for chapter in chapters for each in chapter.movements]
    assert len(STORY.members) == 2000
    assert 50_000 < len(movements) + len(STORY.opening) < 65_000
    assert len(chapters) == 24
    assert chapters[0].month.first == date(2024, 11, 1)
    assert chapters[-1].month.last == date(2026, 10, 31)
    assert {each.kind for each in movements} == {"earn", "redeem", "claw_back", "restore", "clear"}
    assert {each.channel for each in movements} >= {"门店", "小程序", "天猫", "京东"}
    verbs = {work.verb for chapter in chapters for work in chapter.hand_work}
    assert verbs == {
        "adjust", "claw_back", "clear", "hold", "release", "restore", "reverse", "settle", "transfer",
    }  # fmt: skip
    statuses = Counter(member.row["status"] for member in STORY.members)
    assert set(statuses) == {"正常", "冻结", "注销", "员工", "测试"}
    tiers = Counter(member.row["tier"] for member in STORY.members)
    assert tiers["普通"] > tiers["银卡"] > tiers["金卡"] > tiers["黑金"] > 20


def test_a_month_holds_only_its_own_days(chapters: list[Chapter]) -> None:
    for chapter in chapters:
        days = [each.occurred_at.date() for each in chapter.movements]
        days += [work.at.date() for work in chapter.hand_work]
        assert min(days) >= chapter.month.first
        assert max(days) <= chapter.month.last


def test_numbers_and_phones_belong_to_one_member_each() -> None:
    rows = [member.row for member in STORY.members]
    for field in ("customer_no", "phone", "email"):
        given = [row[field] for row in rows if row[field]]
        assert len(given) == len(set(given))
    assert "曾小贤" in {row["name"] for row in rows}


def test_the_seasons_show(chapters: list[Chapter]) -> None:
    by_month = {chapter.month.first: len(chapter.movements) for chapter in chapters}
    assert by_month[date(2025, 11, 1)] > 1.3 * by_month[date(2025, 10, 1)]
    assert by_month[date(2025, 6, 1)] > by_month[date(2025, 7, 1)]
    assert by_month[date(2026, 1, 1)] > by_month[date(2025, 1, 1)]


def test_a_filled_book_is_in_order(filled: Book) -> None:
    assert filled.verify() == []
    kinds = set(filled.ask("analysis/growth", bucket="year", by="kind")["group"])
    assert kinds >= {
        "opening", "earn", "redeem", "expire", "claw_back", "restore", "adjust_up", "adjust_down",
        "transfer_in", "transfer_out", "clear",
    }  # fmt: skip


def test_filling_again_adds_nothing(filled: Book) -> None:
    before = filled.ask("analysis/growth", bucket="year").rows()
    fill(filled, **SMALL)  # type: ignore[arg-type]
    assert filled.ask("analysis/growth", bucket="year").rows() == before


def test_a_book_with_customers_of_its_own_is_left_alone(book: Book) -> None:
    book.customers.add("C1", name="陈", actor="t")
    with pytest.raises(TargetExists):
        fill(book)


def test_an_early_clock_ends_the_story_earlier(tmp_path: Path) -> None:
    early = datetime(2026, 2, 10, 9, 0)
    with pointbook.open_book(tmp_path / "b.duckdb", clock=lambda: early) as book:
        fill(book, customers=40, months=2)
        newest = book.ask("analysis/growth", bucket="month")["bucket_start"].max()
    assert newest == date(2026, 1, 1)


def test_the_messy_file_has_some_bad_rows_and_mostly_good_ones(book: Book) -> None:
    content = (TRACKED / "points-messy.csv").read_bytes()
    rows = len(list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))) - 1
    with pointbook.open_book(":memory:", clock=lambda: LATER) as later:
        plan = later.imports.read(content, filename="points-messy.csv").plan()
        assert plan.rows == rows
        bad = set(plan.problems["row"])
        assert 5 <= len(bad) <= 9
        run = plan.post(actor="t")
    assert run.entries > 25

"""A watched folder: real files in a real folder, looked at as often as a test says."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import pointbook
from pointbook.book import Book
from pointbook.errors import FolderUnusable, UnknownProfile
from pointbook.imports import watching
from pointbook.imports.profiles import Profile
from pointbook.imports.watching import Watch
from pointbook.settings import WATCH_EVERY, watch_every, watched_folders
from pointbook.web.watching import watch_until
from tests.conftest import NOW, ROOT

HEADER = "会员编号,积分,日期,类型\n"
GOOD = HEADER + "A,1.5,2026-03-04,打卡\nB,2,2026-03-04,打卡\n"
BAD = GOOD + "C,x,2026-03-05,打卡\n"


@pytest.fixture
def folder(book: Book, tmp_path: Path) -> Path:
    """A folder, and a profile called night that says what 打卡 is."""
    draft = book.imports.read(GOOD.encode(), filename="a.csv")
    mapping = replace(draft.mapped(), values={"kind": {"打卡": "earn"}})
    book.imports.profiles.save(Profile.of("night", mapping, draft.columns, source="crm"), actor="t")
    (place := tmp_path / "incoming").mkdir()
    return place


@pytest.fixture
def watch(book: Book, folder: Path) -> Watch:
    return Watch(book, folder, "night", actor="watch")


def names(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir())


def told(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"), parse_float=Decimal)


def test_a_file_is_imported_once_it_has_stopped_growing(watch: Watch, folder: Path) -> None:
    path = folder / "积分.csv"
    path.write_text(GOOD, encoding="gb18030")
    assert watch.look() == []
    with path.open("a", encoding="gb18030") as file:
        file.write("A,3,2026-03-05,打卡\n")
    assert watch.look() == []
    (arrival,) = watch.look()
    assert (arrival.state, arrival.filename, arrival.problem_rows) == ("posted", "积分.csv", 0)
    assert watch.book.ledger.balance("A").balance == Decimal("4.5")
    assert names(folder) == ["done/积分.csv", "done/积分.csv.json"]
    summary = told(folder / "done/积分.csv.json")
    assert summary["entries"] == 3
    assert summary["points_in"] == Decimal("6.50")
    assert (summary["state"], summary["profile"], summary["source"]) == ("posted", "night", "crm")
    assert len(summary["file_digest"]) == 64
    assert watch.look() == []
    history = watch.book.batches()
    assert history.select("title", "actor").rows() == [("积分.csv", "watch")]


def test_a_change_that_keeps_the_size_is_seen(watch: Watch, folder: Path) -> None:
    path = folder / "a.csv"
    path.write_text(GOOD)
    watch.look()
    os.utime(path, ns=(1, 1))
    assert watch.look() == []
    assert len(watch.look()) == 1


def test_rows_with_problems_are_left_out_and_counted(watch: Watch, folder: Path) -> None:
    (folder / "a.csv").write_text(BAD)
    watch.look()
    (arrival,) = watch.look()
    assert (arrival.state, arrival.problem_rows) == ("posted", 1)
    summary = told(folder / "done/a.csv.json")
    assert (summary["problems"], summary["entries"]) == (1, 2)
    assert summary["problem_rows"] == [
        {"row": 3, "column": "积分", "value": "x", "code": "invalid_amount"}
    ]


def test_a_profile_may_ask_for_all_or_nothing(watch: Watch, folder: Path) -> None:
    profiles = watch.book.imports.profiles
    profiles.save(replace(profiles.get("night"), all_or_nothing=True), actor="t")
    (folder / "a.csv").write_text(BAD)
    watch.look()
    (arrival,) = watch.look()
    assert arrival.state == "refused"
    assert watch.book.batches().is_empty()
    assert names(folder) == ["failed/a.csv", "failed/a.csv.json", "failed/a.csv.txt"]
    reason = (folder / "failed/a.csv.txt").read_text("utf-8")
    for sentence in (
        "还有 1 行有问题",
        "第 3 行 · 积分 · x",
        "have problems (1)",
        "Row 3 · 积分 · x",
    ):
        assert sentence in reason
    summary = told(folder / "failed/a.csv.json")
    assert (summary["error"], summary["problems"]) == ("problems_remain", 1)
    assert summary["message_zh"] != summary["message_en"]


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("账单.csv", b"%PDF-1.4", "unreadable_file"),
        ("a.csv", "姓名,电话\n张三,1\n".encode(), "unknown_kind"),
        ("b.csv", b"", "unreadable_file"),
    ],
)
def test_a_file_that_cannot_be_used_says_why_and_keeps_no_other_waiting(
    watch: Watch, folder: Path, name: str, content: bytes, error: str
) -> None:
    (folder / name).write_bytes(content)
    (folder / "z.csv").write_text(GOOD)
    watch.look()
    assert [each.state for each in watch.look()].count("posted") == 1
    assert told(folder / f"failed/{name}.json")["error"] == error
    assert (folder / f"failed/{name}").read_bytes() == content
    assert (folder / "done/z.csv").exists()


def test_unfinished_hidden_and_foreign_things_are_left_alone(watch: Watch, folder: Path) -> None:
    outside = folder.parent / "secret.csv"
    outside.write_text(GOOD)
    left = [".hidden.csv", "a.csv.part", "b.TMP", "c.crdownload", "~$d.xlsx"]
    for name in left:
        (folder / name).write_text(GOOD)
    (folder / "link.csv").symlink_to(outside)
    os.mkfifo(folder / "pipe.csv")
    (folder / "deep").mkdir()
    (folder / "deep" / "e.csv").write_text(GOOD)
    for _ in range(3):
        assert watch.look() == []
    assert sorted([*left, "link.csv", "pipe.csv", "deep/e.csv"]) == names(folder)


def test_odd_names_are_only_names(watch: Watch, folder: Path) -> None:
    given = ["a b;$(touch x).csv", "..csv..", "长" * 80 + ".csv", "-rf.csv", "新\n行.csv"]
    given = [name for name in given if not name.startswith(".")]
    for name in given:
        (folder / name).write_text(GOOD)
    (folder / os.fsdecode(b"\xff\xfe.csv")).write_text(GOOD)
    watch.look()
    assert len(watch.look()) == len(given) + 1
    assert {place.split("/")[0] for place in names(folder)} == {"done"}
    assert len(names(folder)) == 2 * (len(given) + 1)
    assert watch.book.ledger.balance("A").balance == Decimal("1.5")


def test_a_name_that_is_taken_in_done_is_never_overwritten(watch: Watch, folder: Path) -> None:
    for day in (4, 5, 6):
        (folder / "a.csv").write_text(f"{HEADER}A,1,2026-03-0{day},打卡\n")
        watch.look()
        assert len(watch.look()) == 1
    done = [name for name in names(folder) if name.endswith(".csv")]
    assert done == ["done/a-2.csv", "done/a-3.csv", "done/a.csv"]
    assert "03-04" in (folder / "done/a.csv").read_text()


KILLED = """
import os, signal, sys
from pathlib import Path
import pointbook
from pointbook.imports.watching import Watch

Watch._put_aside = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
watch = Watch(pointbook.open_book(sys.argv[1]), Path(sys.argv[2]), "night", actor="watch")
watch.look()
watch.look()
"""


def test_a_kill_between_posting_and_moving_doubles_nothing(
    book: Book, folder: Path, tmp_path: Path
) -> None:
    (folder / "a.csv").write_text(GOOD)
    path = book.backup(tmp_path / "other.duckdb")
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), str(folder)], cwd=ROOT, capture_output=True, check=False
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert names(folder) == ["a.csv"]

    with pointbook.open_book(path, clock=lambda: NOW) as again:
        assert again.ledger.balance("A").balance == Decimal("1.5")
        watch = Watch(again, folder, "night", actor="watch")
        watch.look()
        (arrival,) = watch.look()
        assert arrival.state == "nothing_new"
        assert again.ledger.balance("A").balance == Decimal("1.5")
        assert names(folder) == ["done/a.csv", "done/a.csv.json"]
        assert again.verify() == []


def test_what_comes_under_the_same_name_meanwhile_is_not_put_aside_unread(
    watch: Watch, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.csv").write_text(GOOD)
    watch.look()
    receive = watching.arrivals.receive

    def receive_and_replace(*given: Any, **more: Any) -> Any:
        arrival = receive(*given, **more)
        (folder / "new").write_text(HEADER + "A,7,2026-03-09,打卡\n")
        (folder / "new").rename(folder / "a.csv")
        return arrival

    with monkeypatch.context() as replacing:
        replacing.setattr(watching.arrivals, "receive", receive_and_replace)
        assert len(watch.look()) == 1
    assert names(folder) == ["a.csv"]
    watch.look()
    (arrival,) = watch.look()
    assert arrival.state == "posted"
    assert watch.book.ledger.balance("A").balance == Decimal("8.5")
    assert names(folder) == ["done/a.csv", "done/a.csv.json"]


def test_a_file_that_cannot_be_put_aside_is_imported_once_and_moved_later(
    watch: Watch, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.csv").write_text(GOOD)
    watch.look()

    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if path.parent == folder:
            raise PermissionError(13, "Permission denied")
        return rename(path, target)

    with monkeypatch.context() as denied:
        denied.setattr(Path, "rename", refuse)
        for _ in range(3):
            with pytest.raises(FolderUnusable):
                watch.look()
    assert watch.book.batches().height == 1
    (arrival,) = watch.look()
    assert arrival.state == "posted"
    assert watch.book.batches().height == 1


def test_without_its_profile_or_its_folder_nothing_is_touched(book: Book, folder: Path) -> None:
    (folder / "a.csv").write_text(GOOD)
    other = Watch(book, folder, "day", actor="watch")
    for _ in range(2):
        with pytest.raises(UnknownProfile):
            other.look()
    assert names(folder) == ["a.csv"]
    with pytest.raises(FolderUnusable):
        Watch(book, folder / "none", "night", actor="watch").look()
    (folder / "done").symlink_to(folder.parent)
    with pytest.raises(FolderUnusable):
        Watch(book, folder, "night", actor="watch").look()


def waits(turns: int, between: Callable[[int], None]) -> Callable[[], bool]:
    """A wait that does something between the looks and ends after so many of them."""
    numbers: Iterator[int] = iter(range(turns + 1))

    def wait() -> bool:
        number = next(numbers)
        between(number)
        return number == turns

    return wait


def test_the_server_outlives_trouble_and_says_it_once(
    book: Book, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept = book.imports.profiles.get("night")
    book.imports.profiles.remove("night", actor="t")
    (folder / "a.csv").write_text(GOOD)

    def between(number: int) -> None:
        if number == 3:
            book.imports.profiles.save(kept, actor="t")

    watch_until(folder, "night", waits(6, between), lambda: book)
    assert [each.levelname for each in caplog.records] == ["WARNING"]
    assert "night" in caplog.text
    assert names(folder) == ["done/a.csv", "done/a.csv.json"]


def test_the_setting_names_folders_and_profiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POINTBOOK_WATCH", raising=False)
    assert watched_folders() == []
    monkeypatch.setenv("POINTBOOK_WATCH", "/in/a: 有赞 ; C:/in/b:night;")
    assert watched_folders() == [(Path("/in/a"), "有赞"), (Path("C:/in/b"), "night")]
    for wrong in ("/in/a", ":night", "/in/a:"):
        monkeypatch.setenv("POINTBOOK_WATCH", wrong)
        with pytest.raises(FolderUnusable):
            watched_folders()
    monkeypatch.setenv("POINTBOOK_WATCH_EVERY", "2.5")
    assert watch_every() == 2.5
    monkeypatch.setenv("POINTBOOK_WATCH_EVERY", "often")
    assert watch_every() == WATCH_EVERY

"""The head of the chain: printed, kept, compared; and the first link that was tampered with is named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

import pointbook
from pointbook.audit.head import compare, head_of, read_head_text
from pointbook.cli import main
from pointbook.errors import InvalidHead
from tests.conftest import NOW

LINKS = 6
Said = tuple[int, str]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed book of six links: a customer and five earns."""
    path = tmp_path / "book.duckdb"
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        book.customers.add("C1", actor="t")
        for points in range(1, LINKS):
            book.ledger.earn("C1", points, actor="t")
    return path


@pytest.fixture
def run(path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    def command(*arguments: object, lang: str = "en", book: Path = path) -> Said:
        status = main(["--book", str(book), "--lang", lang, *map(str, arguments)])
        captured = capsys.readouterr()
        return status, captured.out + captured.err

    return command


def tampered(path: Path, statement: str) -> Path:
    """A copy of the book, edited by another program."""
    copy = path.with_name("tampered.duckdb")
    shutil.copy(path, copy)
    with duckdb.connect(str(copy)) as raw:
        for table, event in raw.execute(
            "select table_name, trigger_name from duckdb_triggers()"
        ).fetchall():
            raw.execute(f"drop trigger {event} on {table}")
        raw.execute(statement)
    return copy


def test_a_head_reads_back_from_its_page_in_both_languages(path: Path, tmp_path: Path) -> None:
    with pointbook.open_book(path) as book:
        head = head_of(book.store)
        assert head.link_id == LINKS
        assert head.groups.replace("\n", " ").split(" ")[0] == head.chain[:4]
        for lang in ("zh", "en"):
            file = tmp_path / f"head.{lang}.txt"
            file.write_text(head.text(lang), encoding="utf-8")
            for read in (read_head_text(str(file)), read_head_text(head.text(lang))):
                assert (read.book_id, read.link_id, read.chain) == (
                    book.store.book_id,
                    LINKS,
                    head.chain,
                )
                assert compare(book.store, read) == "contained"
        book.ledger.earn("C1", 1, actor="t")
        assert compare(book.store, head) == "contained"


@pytest.mark.parametrize(
    "text", ["", "hello", "link: 3", "link: 3\nchain: abcd", "/etc/passwd", "{}"]
)
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(InvalidHead):
        read_head_text(text)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_command_line_prints_a_head_and_compares_it(
    run: Callable[..., Said], tmp_path: Path, lang: str
) -> None:
    status, page = run("head", lang=lang)
    assert status == 0
    kept = tmp_path / "kept.txt"
    kept.write_text(page, encoding="utf-8")
    status, told = run("verify", "--head", kept, lang=lang)
    assert status == 0, told
    assert {"zh": "相符", "en": "It matches"}[lang] in told
    told_json = json.loads(run("head", "--json")[1])
    assert told_json["link_id"] == LINKS
    status, told = run("verify", "--json", "--head", json.dumps(told_json))
    assert (status, json.loads(told)["head"]) == (0, "contained")


def test_an_older_copy_is_noticed_by_the_head(
    run: Callable[..., Said], path: Path, tmp_path: Path
) -> None:
    older = tmp_path / "older.duckdb"
    shutil.copy(path, older)
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        book.ledger.earn("C1", 1, actor="t")
    page = run("head")[1]
    status, told = run("verify", "--head", page, book=older)
    assert status == 1
    assert "ends before link 7" in told


def test_a_rewritten_book_is_noticed_by_the_head(run: Callable[..., Said], tmp_path: Path) -> None:
    """Another history under the same book: whole in itself, and not the one that was printed."""
    page = run("head")[1]
    book_id = read_head_text(page).book_id
    other = tmp_path / "other.duckdb"
    with pointbook.open_book(other, clock=lambda: NOW) as book:
        book.customers.add("C1", actor="t")
        for _ in range(LINKS):
            book.ledger.earn("C1", 9, actor="t")
    assert "another book" in run("verify", "--head", page, book=other)[1]
    with duckdb.connect(str(other)) as raw:
        raw.execute("update book_state set book_id = ?", [book_id])
    status, told = run("verify", "--head", page, book=other)
    assert status == 1
    assert "link 6 has another chain; the book was rewritten" in told


def test_while_the_book_is_open_elsewhere_its_head_file_is_printed(
    path: Path, tmp_path: Path
) -> None:
    import subprocess
    import sys

    with pointbook.open_book(path, clock=lambda: NOW) as book:
        done = subprocess.run(
            [sys.executable, "-m", "pointbook", "--book", str(path), "head", "--json"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert json.loads(done.stdout)["chain"] == book.store.chain


@pytest.mark.parametrize("link", range(1, LINKS + 1))
@pytest.mark.parametrize(
    "statement",
    [
        "update audit_link set actor = 'nobody' where link_id = {link}",
        "update audit_link set details = '{{}}' where link_id = {link}",
        "delete from audit_link where link_id = {link}",
    ],
)
def test_the_first_broken_link_is_the_one_that_was_tampered_with(
    run: Callable[..., Said], path: Path, link: int, statement: str
) -> None:
    copy = tampered(path, statement.format(link=link))
    status, told = run("verify", "--json", book=copy)
    assert status == 1
    first = json.loads(told)["first_broken_link"]
    assert first["number"] == link
    sentence = run("verify", lang="zh", book=copy)[1]
    if statement.startswith("delete"):
        assert f"第 {link} 条操作记录不见了" in sentence
    else:
        what = "新增客户" if link == 1 else "发放积分"
        assert f"第 {link} 条操作记录（" in sentence
        assert what in sentence
        assert f"Link {link} (" in run("verify", book=copy)[1]


def test_a_tampered_entry_is_traced_to_its_link(run: Callable[..., Said], path: Path) -> None:
    copy = tampered(
        path, "update point_entry set points = 90, checksum = checksum + 1 where entry_id = 3"
    )
    first = json.loads(run("verify", "--json", book=copy)[1])["first_broken_link"]
    assert (first["number"], first["command"]) == (4, "earn")

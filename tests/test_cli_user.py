"""`user` on the command line: on a book that no server holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import pointbook
from pointbook.cli import main


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.duckdb"
    pointbook.open_book(path).close()
    return path


def run(
    capsys: pytest.CaptureFixture[str], book: Path, *words: str, lang: str = "zh"
) -> tuple[int, str, str]:
    status = main(["--book", str(book), "--lang", lang, "user", *words])
    said = capsys.readouterr()
    return status, said.out, said.err


def told(capsys: pytest.CaptureFixture[str], book: Path, *words: str) -> Any:
    status, out, _ = run(capsys, book, *words, "--json")
    assert status == 0
    return json.loads(out)


def test_a_user_is_added_with_a_password_that_is_told_once(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    added = told(capsys, book, "add", "LiNa", "--role", "operator", "--full-name", "李娜")
    assert (added["user_name"], added["role"]) == ("lina", "operator")
    with pointbook.open_book(book) as opened:
        came = opened.access.door.sign_in("lina", added["password"], address="10.0.0.1")
        assert came.must_change
    assert "password" not in told(capsys, book, "list")[0]


def test_users_are_listed_in_words(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, book, "add", "lina", "--role", "operator")
    _, chinese, _ = run(capsys, book, "list")
    assert "用户名" in chinese
    assert "操作员" in chinese
    _, english, _ = run(capsys, book, "list", lang="en")
    assert "Operator" in english
    assert "has a password" in english


def test_a_user_is_disabled_enabled_and_given_another_role(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, book, "add", "boss", "--role", "administrator")
    told(capsys, book, "add", "lina")
    assert told(capsys, book, "disable", "lina")["is_active"] is False
    assert told(capsys, book, "enable", "lina")["is_active"] is True
    assert told(capsys, book, "role", "lina", "--role", "analyst")["role"] == "analyst"
    first = told(capsys, book, "password", "lina")["password"]
    assert first != told(capsys, book, "password", "lina")["password"]


def test_what_cannot_be_done_is_a_sentence_and_a_status(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, book, "add", "boss", "--role", "administrator")
    for words, sentence in (
        (("disable", "boss"), "没有人能管理用户"),
        (("add", "boss"), "已被使用"),
        (("role", "boss", "--role", "king"), "没有名为“king”的角色"),
        (("password", "nobody"), "没有名为“nobody”的用户"),
        (("add",), "用户名"),
    ):
        status, _, said = run(capsys, book, *words)
        assert status == 1
        assert sentence in said


def test_the_words_of_the_command_line_are_those_of_the_roles(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, said, _ = run(capsys, book, "add", "lina", "--role", "analyst", lang="en")
    assert "User lina was added, role: Analyst." in said
    assert "shown this once" in said

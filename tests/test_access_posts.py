"""Posts: a list that users' are chosen from; what they had as a text is taken over."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

import pointbook
from pointbook.access import Actor, Right
from pointbook.book import Book
from pointbook.errors import InvalidText, NotPermitted, PostExists, PostInUse, UnknownPost
from pointbook.settings import QUERIES
from tests.conftest import NOW


def names(book: Book) -> list[tuple[str, int]]:
    return [(each.name, each.user_count) for each in book.access.posts() if each.is_open]


@pytest.fixture
def staffed(book: Book) -> Book:
    """A book with two posts, one of them held."""
    book.access.add("boss", role="administrator", actor="t")
    book.access.add_post("店长", actor="t")
    book.access.add_post(" 收银员 ", actor="t")
    book.access.add("lina", role="viewer", post="店长", actor="t")
    return book


def test_a_post_is_chosen_from_the_list_and_counted(staffed: Book) -> None:
    assert names(staffed) == [("店长", 1), ("收银员", 0)]
    with pytest.raises(UnknownPost):
        staffed.access.add("wang", role="viewer", post="经理", actor="t")
    with pytest.raises(UnknownPost):
        staffed.access.change("lina", post="经理", actor="t")
    assert staffed.access.change("lina", post="收银员", actor="t").post == "收银员"
    assert staffed.access.change("lina", post=None, actor="t").post is None
    assert names(staffed) == [("店长", 0), ("收银员", 0)]


def test_a_rename_reaches_all_who_hold_it(staffed: Book) -> None:
    (post,) = [each for each in staffed.access.posts() if each.name == "店长"]
    staffed.access.rename_post(post.post_id, "门店经理", actor="t")
    assert staffed.access.user("lina").post == "门店经理"
    assert names(staffed) == [("收银员", 0), ("门店经理", 1)]
    with pytest.raises(PostExists):
        staffed.access.rename_post(post.post_id, "收银员", actor="t")


def test_only_a_post_that_nobody_holds_is_closed_and_it_can_come_back(staffed: Book) -> None:
    held, free = sorted(staffed.access.posts(), key=lambda each: -each.user_count)
    with pytest.raises(PostInUse):
        staffed.access.close_post(held.post_id, actor="t")
    staffed.access.close_post(free.post_id, actor="t")
    assert names(staffed) == [("店长", 1)]
    with pytest.raises(UnknownPost):
        staffed.access.rename_post(free.post_id, "x", actor="t")
    assert staffed.access.add_post("收银员", actor="t") == free.post_id
    with pytest.raises(PostExists):
        staffed.access.add_post("收银员", actor="t")
    with pytest.raises(InvalidText):
        staffed.access.add_post(" ", actor="t")
    with pytest.raises(NotPermitted):
        staffed.access.add_post("y", actor=Actor("u", frozenset(Right) - {Right.MANAGE_USERS}))
    assert staffed.verify() == []


def test_texts_of_before_become_the_list(tmp_path: Path) -> None:
    path = tmp_path / "old.duckdb"
    with duckdb.connect(str(path)) as raw:
        raw.execute(
            "create table migration (number integer primary key, name varchar not null, applied_at timestamp not null)"
        )
        for file in sorted((QUERIES / "schema").glob("*.sql")):
            if (number := int(file.stem[:4])) < 9:
                raw.execute(file.read_text("utf-8"))
                raw.execute(
                    "insert into migration values (?, ?, now()::timestamp)", [number, file.stem]
                )
        raw.execute("insert into book_state values ('b', 0, 0, 0, 0, 0, 0, repeat('0', 64))")
        for user, post in (
            ("a", "店长"),
            ("b", " 店长 "),
            ("c", "Cashier"),
            ("d", "cashier"),
            ("e", " "),
            ("f", None),
        ):
            raw.execute(
                "insert into app_user values (?, null, ?, 'viewer', null, true, now()::timestamp, now()::timestamp)",
                [user, post],
            )
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        assert names(book) == [("Cashier", 2), ("店长", 2)]
        assert {name: user.post for name, user in book.access.users().items()} == {
            "a": "店长", "b": "店长", "c": "Cashier", "d": "Cashier", "e": None, "f": None,
        }  # fmt: skip

"""Posts: a list of what people are, from which a user's is chosen; added, renamed, closed, never forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pointbook.errors import PostExists, PostInUse, UnknownPost
from pointbook.store.changed import changed
from pointbook.store.writing import Writing


@dataclass(frozen=True)
class Post:
    """One post and how many active users hold it."""

    post_id: int
    name: str
    is_open: bool
    user_count: int


def posts_of(writing: Writing) -> dict[int, Post]:
    """All posts, open or closed, by number."""
    rows = writing.ask("access/posts").iter_rows(named=True)
    return {row["post_id"]: Post(**row) for row in rows}


def require_post(posts: Iterable[Post], name: str | None) -> None:
    """UnknownPost unless it is one that is open; None is no post."""
    if name is not None and name not in {each.name for each in posts if each.is_open}:
        raise UnknownPost(post=name)


def add_post(writing: Writing, name: str) -> int:
    """Add a post, or open a closed one of that name again; its number. PostExists."""
    same = _same(posts_of(writing), name)
    if same is None:
        return int(writing.run("access/add_post", name=name)["post_id"][0])
    if same.is_open:
        raise PostExists(post=same.name)
    _change(writing, same, same.name, is_open=True)
    return same.post_id


def rename_post(writing: Writing, post_id: int, name: str) -> None:
    """Give an open post another name, for all who hold it. UnknownPost, PostExists."""
    posts = posts_of(writing)
    each, same = _open(posts, post_id), _same(posts, name)
    if same is not None and same.post_id != post_id:
        raise PostExists(post=same.name)
    _change(writing, each, name, is_open=True)
    writing.run("access/rename_post_of_users", name=name, earlier=each.name)


def close_post(writing: Writing, post_id: int) -> None:
    """Close a post that no active user holds. UnknownPost, PostInUse."""
    each = _open(posts_of(writing), post_id)
    if each.user_count:
        raise PostInUse(post=each.name, users=each.user_count)
    _change(writing, each, each.name, is_open=False)


def _same(posts: dict[int, Post], name: str) -> Post | None:
    return next((each for each in posts.values() if each.name.casefold() == name.casefold()), None)


def _open(posts: dict[int, Post], post_id: int) -> Post:
    found = posts.get(post_id)
    if found is None or not found.is_open:
        raise UnknownPost(post=str(post_id))
    return found


def _change(writing: Writing, each: Post, name: str, *, is_open: bool) -> None:
    writing.tell(
        changes=changed(
            {"post": each.name, "is_open": each.is_open}, {"post": name, "is_open": is_open}
        )
    )
    writing.run("access/change_post", post_id=each.post_id, name=name, is_open=is_open)

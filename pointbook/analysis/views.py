"""Saved views: the filters of a page under a name, private or shared with everybody who may open the page.

A view holds what the address of the page says and nothing of its answers, so that each reader asks anew, within
their own scope.
"""

from __future__ import annotations

import builtins
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from pointbook.access import Actor, Right, as_actor
from pointbook.access.permit import refusals_kept
from pointbook.errors import InvalidText, UnknownView, ViewExists, ViewOfAnother
from pointbook.store.store import Store
from pointbook.store.writing import Command, Writing, as_json

Query: TypeAlias = Mapping[str, str | tuple[str, ...]]
"""Name → value of an address, or its values where the name stands there more than once."""
NAME_LIMIT: Final = 60
QUERY_LIMIT: Final = 4000


@dataclass(frozen=True)
class View:
    """One saved view; `query` is what the address says."""

    view_id: int
    page: str
    name: str
    owner: str
    is_shared: bool
    query: Query

    def can_change(self, actor: Actor) -> bool:
        """Whether an actor may change it: its owner, and of a shared one whoever manages users."""
        is_steward = self.is_shared and actor.may(Right.MANAGE_USERS)
        return actor.rights is None or self.owner == actor.name or is_steward


class Views:
    """The saved views of one book. Keeping one needs no right; every change is a command."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def list(self, page: str | None = None, *, actor: Actor | str) -> builtins.list[View]:
        """Those that an actor sees, by name: shared ones and their own; of one page where it is named."""
        rows = self.store.question("book/views", viewer=_viewer(as_actor(actor)))
        found = [_of(row) for row in rows.iter_rows(named=True)]
        return [each for each in found if page in (None, each.page)]

    def get(self, view_id: int, *, actor: Actor | str) -> View:
        """One view; UnknownView, also for one that the actor does not see."""
        rows = self.store.question(
            "book/views", viewer=_viewer(as_actor(actor)), view_id=int(view_id)
        )
        if rows.is_empty():
            raise UnknownView(view_id=view_id)
        return _of(rows.row(0, named=True))

    @refusals_kept("save_view")
    def save(
        self, page: str, name: str, query: Query, *, is_shared: bool = False, actor: Actor | str,
        request_id: str | None = None,
    ) -> View:  # fmt: skip
        """Keep the filters of a page under a new name. InvalidText, ViewExists."""
        by, name = as_actor(actor), _named(name)
        asked = View(0, page, name, by.name, is_shared, _checked(query))

        def act(writing: Writing) -> int:
            made = replace(asked, view_id=writing.link_id)
            _put(writing, made)
            return made.view_id

        # Filters may name a person: the link keeps a digest of them alone.
        told: dict[str, object] = {"page": page, "is_shared": is_shared}
        content = {**told, "name": name, "query": asked.query}
        command = Command("save_view", by, request_id, content, told)
        return self.get(self._perform(command, act), actor=by)

    @refusals_kept("change_view")
    def change(
        self, view_id: int, *, name: str | None = None, is_shared: bool | None = None,
        query: Query | None = None, actor: Actor | str, request_id: str | None = None,
    ) -> View:  # fmt: skip
        """Rename, share or not, or keep other filters; None leaves as it is.

        UnknownView, ViewOfAnother, ViewExists, InvalidText.
        """
        by = as_actor(actor)

        def act(writing: Writing) -> int:
            before = _own(writing, view_id, by)
            after = replace(
                before,
                name=before.name if name is None else _named(name),
                is_shared=before.is_shared if is_shared is None else is_shared,
                query=before.query if query is None else _checked(query),
            )
            _put(writing, after)
            return after.view_id

        told: dict[str, object] = {"view_id": int(view_id), "is_shared": is_shared}
        content = {**told, "name": name, "query": None if query is None else dict(query)}
        return self.get(
            self._perform(Command("change_view", by, request_id, content, told), act), actor=by
        )

    @refusals_kept("remove_view")
    def remove(self, view_id: int, *, actor: Actor | str, request_id: str | None = None) -> None:
        """Forget a view. UnknownView, ViewOfAnother."""
        by = as_actor(actor)

        def act(writing: Writing) -> int:
            known = _own(writing, view_id, by)
            writing.run("views/drop", view_id=known.view_id)
            return known.view_id

        told: dict[str, object] = {"view_id": int(view_id)}
        self._perform(Command("remove_view", by, request_id, told, told), act)

    def _perform(self, command: Command, act: Callable[[Writing], int]) -> int:
        receipt, _ = self.store.perform(command, act)
        return int(receipt)


def _viewer(by: Actor) -> str | None:
    return None if by.rights is None else by.name


def _own(writing: Writing, view_id: int, by: Actor) -> View:
    rows = writing.ask("book/views", viewer=_viewer(by), view_id=int(view_id))
    if rows.is_empty():
        raise UnknownView(view_id=view_id)
    found = _of(rows.row(0, named=True))
    if not found.can_change(by):
        raise ViewOfAnother(name=found.name, user_name=found.owner)
    return found


def _put(writing: Writing, view: View) -> None:
    for row in writing.ask("book/views", viewer=view.owner).iter_rows(named=True):
        other = _of(row)
        same = (other.owner, other.page, other.name) == (view.owner, view.page, view.name)
        if same and other.view_id != view.view_id:
            raise ViewExists(name=view.name)
    writing.run(
        "views/put", view_id=view.view_id, page=view.page, name=view.name, owner=view.owner,
        is_shared=view.is_shared, query=as_json(dict(view.query)), now=writing.recorded_at,
    )  # fmt: skip


def _of(row: dict[str, Any]) -> View:
    kept = json.loads(row["query"]).items()
    query = {name: tuple(value) if isinstance(value, list) else value for name, value in kept}
    return View(row["view_id"], row["page"], row["name"], row["owner"], row["is_shared"], query)


def _named(name: str) -> str:
    found = name.strip()
    if not 0 < len(found) <= NAME_LIMIT or not found.isprintable():
        raise InvalidText(field="view", limit=NAME_LIMIT)
    return found


def _checked(query: Query) -> Query:
    told = dict(sorted(query.items()))
    if len(as_json(told)) > QUERY_LIMIT:
        raise InvalidText(field="filters", limit=QUERY_LIMIT)
    return told

"""The reasons that people choose from, by way; a company makes the list its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pointbook.access import Actor, Right, as_actor
from pointbook.access.permit import permit
from pointbook.errors import InvalidText, ReasonExists, ReasonNotListed, UnknownReason
from pointbook.store.store import Store
from pointbook.store.writing import Command, Writing

LIMIT: Final = 40
_FREE: Final = "free_reasons"


@dataclass(frozen=True)
class Reason:
    """One reason; the word is one of the program's, told in both languages, or the company's own."""

    reason_id: int
    way: str
    reason: str
    is_open: bool


class Reasons:
    """The managed list. Whoever changes it needs the right rules:edit; entries keep the word they were made with."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def every(self, way: str | None = None) -> list[Reason]:
        """All reasons of a way, or of all, closed ones too, in the order in which they are offered."""
        rows = self._store.question("corrections/reasons", way=way)
        return [Reason(**row) for row in rows.iter_rows(named=True)]

    def offered(self, way: str) -> list[str]:
        """The words that can be chosen for a way."""
        return [each.reason for each in self.every(way) if each.is_open]

    @property
    def is_free(self) -> bool:
        """Whether a reason may be typed that is not on the list."""
        settings = dict(self._store.question("book/settings").iter_rows())
        return bool(settings.get(_FREE) == "yes")

    def require_listed(self, way: str, reason: str | None) -> None:
        """InvalidText without a reason, ReasonNotListed for one that the programme does not know."""
        word = (reason or "").strip()
        if not word:
            raise InvalidText(field="reason", limit=LIMIT)
        if word not in self.offered(way) and not self.is_free:
            raise ReasonNotListed(reason=word)

    def add(self, way: str, reason: str, *, actor: Actor | str) -> None:
        """Offer one more; one that was closed is open again. ReasonExists."""
        word = _checked(reason)

        def act(writing: Writing) -> None:
            for each in self._kept(writing, way):
                if each.reason == word and each.is_open:
                    raise ReasonExists(reason=word)
                if each.reason == word:
                    _put(writing, each.reason_id, word, is_open=True)
                    return
            writing.run("corrections/add_reason", way=way, reason=word)

        self._do("add_reason", actor, {"way": way, "reason": word}, act)

    def rename(self, reason_id: int, reason: str, *, actor: Actor | str) -> None:
        """Offer it under another word from now on. UnknownReason, ReasonExists."""
        word = _checked(reason)

        def act(writing: Writing) -> None:
            known = self._known(writing, reason_id)
            others = self._kept(writing, known.way)
            if any(each.reason == word and each.reason_id != reason_id for each in others):
                raise ReasonExists(reason=word)
            writing.tell(changes={"reason": [known.reason, word]})
            _put(writing, reason_id, word, is_open=known.is_open)

        self._do("rename_reason", actor, {"reason_id": reason_id, "reason": word}, act)

    def close(self, reason_id: int, *, actor: Actor | str) -> None:
        """Offer it no more. UnknownReason."""

        def act(writing: Writing) -> None:
            known = self._known(writing, reason_id)
            writing.tell(reason=known.reason)
            _put(writing, reason_id, known.reason, is_open=False)

        self._do("close_reason", actor, {"reason_id": reason_id}, act)

    def allow_free(self, allowed: bool, *, actor: Actor | str) -> None:
        """Let reasons be typed that are not on the list, or not."""

        def act(writing: Writing) -> None:
            writing.run("put_setting", name=_FREE, value="yes" if allowed else "no")

        self._do("allow_free_reasons", actor, {"allowed": allowed}, act)

    def _do(
        self, name: str, actor: Actor | str, told: dict[str, object], act: Callable[[Writing], None]
    ) -> None:
        by = as_actor(actor)
        permit(self._store, name, by, Right.EDIT_RULES)
        self._store.perform(Command(name, by, None, told, told), act)

    @staticmethod
    def _kept(writing: Writing, way: str | None = None) -> list[Reason]:
        rows = writing.ask("corrections/reasons", way=way)
        return [Reason(**row) for row in rows.iter_rows(named=True)]

    def _known(self, writing: Writing, reason_id: int) -> Reason:
        for each in self._kept(writing):
            if each.reason_id == reason_id:
                return each
        raise UnknownReason(reason_id=reason_id)


def _checked(reason: str) -> str:
    word = "".join(char for char in reason if char.isprintable()).strip()
    if not 0 < len(word) <= LIMIT:
        raise InvalidText(field="reason", limit=LIMIT)
    return word


def _put(writing: Writing, reason_id: int, reason: str, *, is_open: bool) -> None:
    writing.run("corrections/change_reason", reason_id=reason_id, reason=reason, is_open=is_open)

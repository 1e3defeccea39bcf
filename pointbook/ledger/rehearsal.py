"""The counter where a command is only tried: done by the real ledger, looked at, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from pointbook.ledger.desk import Desk, Posting
from pointbook.store.writing import Command, Writing

Seen = TypeVar("Seen")


class Rehearsal(Desk, Generic[Seen]):
    """A desk whose commands leave nothing; `before` and `after` are what `look` saw around the last one.

    Whatever a ledger over it does is refused as it would be, and answers as it would, with entry numbers
    that will be somebody else's.
    """

    def __init__(self, desk: Desk, look: Callable[[Writing], Seen]) -> None:
        super().__init__(desk.store, desk.programme, desk.now)
        self._look = look
        self.before: Seen | None = None
        self.after: Seen | None = None
        self.written: list[Posting] = []
        """All entries of the last command, also where the ledger answers with the first alone."""

    def perform(self, command: Command, act: Callable[[Writing], Any]) -> tuple[Any, bool]:
        """Do the command between two looks, in a transaction that is rolled back."""

        def tried(writing: Writing) -> Any:
            self.before = self.after = self._look(writing)
            self.written = []
            receipt = act(writing)
            self.after = self._look(writing)
            entries = receipt if isinstance(receipt, list) else []
            self.written = [Posting.of(each, replayed=False) for each in entries]
            return receipt

        return self.store.try_out(command, tried), False

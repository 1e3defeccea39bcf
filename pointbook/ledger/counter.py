"""The counter where commands are handed on: somebody else has them done, with more around them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from pointbook.ledger.desk import Desk
from pointbook.store.writing import Command, Writing

Act: TypeAlias = Callable[[Writing], Any]
Perform: TypeAlias = Callable[[Command, Act], tuple[Any, bool]]
"""Does a command once, by what it is and what it does; the receipt, and whether it is a replay."""


class Counter(Desk):
    """A desk that reads and checks commands as ever, and has `perform` do them."""

    def __init__(self, desk: Desk, perform: Perform) -> None:
        super().__init__(desk.store, desk.programme, desk.now)
        self._perform = perform

    def perform(self, command: Command, act: Act) -> tuple[Any, bool]:
        """Hand the command on."""
        return self._perform(command, act)

"""What is to be done about rows that repeat what is there already."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final, Literal, get_args, get_type_hints

from pointbook.errors import UnknownAnswer

Doubles = Literal["keep", "skip", "refuse"]
Known = Literal["skip", "refuse"]
Conflicts = Literal["overwrite", "skip", "refuse"]
PeriodAnswer = Literal["add", "skip", "replace"]

CONFLICT_ANSWERS: Final[dict[str, tuple[Conflicts, ...]]] = {
    "points": ("refuse", "skip"),
    "customers": ("overwrite", "skip", "refuse"),
    "orders": ("overwrite", "skip", "refuse"),
    "rewards": ("overwrite", "skip", "refuse"),
    "redemptions": ("refuse", "skip"),
}
"""By kind of file, the usual one first: entries are never written over, fields of customers, orders and rewards are."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The usual answers, unless somebody says otherwise. `refuse` makes problem rows. UnknownAnswer."""

    doubles: Doubles = "keep"
    """Equal rows within the file: those without a number are movements of their own, or only the first."""
    known: Known = "skip"
    """Rows that the book has with the same content."""
    conflicts: Conflicts | None = None
    """The same key with other content; None = the usual one of the kind of file."""
    period: PeriodAnswer = "add"
    """A period that the book has otherwise: add what is new, skip its months, or replace them."""

    def __post_init__(self) -> None:
        allowed = get_type_hints(Answers)
        for each in fields(self):
            answer = getattr(self, each.name)
            words = CONFLICTS if each.name == "conflicts" else get_args(allowed[each.name])
            if answer not in words:
                raise UnknownAnswer(question=each.name, answer=answer)

    @property
    def said(self) -> dict[str, str]:
        """The answers that are other than usual, by question."""
        usual = {each.name: each.default for each in fields(self)}
        told = {name: getattr(self, name) for name in usual}
        return {name: answer for name, answer in told.items() if answer != usual[name]}

    def about_conflicts(self, kind: str) -> Conflicts:
        """What is done about conflicts in a file of this kind. UnknownAnswer."""
        allowed = CONFLICT_ANSWERS[kind]
        answer = self.conflicts or allowed[0]
        if answer not in allowed:
            raise UnknownAnswer(question="conflicts", answer=answer)
        return answer


CONFLICTS: Final = (None, *get_args(Conflicts))
USUAL: Final = Answers()

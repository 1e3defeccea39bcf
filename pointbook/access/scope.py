"""Which customers an actor sees at all. A scope only ever narrows what a question is asked about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from pointbook.access.departments import Department

Reach: TypeAlias = Literal["all", "department", "own"]
REACHES: Final[tuple[Reach, ...]] = ("all", "department", "own")
PARAMETERS: Final = ("scope_departments", "scope_owner")
"""What a question that names or counts customers is told of a scope."""
NAMES_NOBODY: Final = frozenset(
    (
        "access/departments",
        "access/posts",
        "access/roles",
        "book/settings",
        "book/state",
        "corrections/reasons",
    )
)
"""Questions whose answers say nothing about customers, not even how many there are."""


@dataclass(frozen=True)
class Scope:
    """All customers, those of departments, or those of an owner, by the names that customers carry."""

    reach: Reach = "all"
    names: tuple[str, ...] = ()

    @property
    def is_everybody(self) -> bool:
        """Whether nobody is left out."""
        return self.reach == "all"

    @property
    def parameters(self) -> dict[str, str | None]:
        """What is bound to a question: names between line ends, which no name can hold; null narrows nothing."""
        names = None if self.is_everybody else "\n".join(("", *self.names, ""))
        return {
            "scope_departments": names if self.reach == "department" else None,
            "scope_owner": names if self.reach == "own" else None,
        }

    @property
    def field(self) -> str | None:
        """The field of customers that decides who is seen; None where all are."""
        return {"department": "department", "own": "owner"}.get(self.reach)

    def holds(self, values: Mapping[str, object]) -> bool:
        """Whether a customer with these values is seen."""
        return self.field is None or values.get(self.field) in self.names


ALL_CUSTOMERS: Final = Scope()


def scope_of(
    reach: Reach, owner_names: Iterable[str | None], department_id: int | None,
    departments: Iterable[Department],
) -> Scope:  # fmt: skip
    """The scope of a user: by their names as an owner, or by their department and those below it.

    Of a name that stands elsewhere in the tree too, only the path counts: it does not say which one is meant.
    """
    if reach == "all":
        return ALL_CUSTOMERS
    if reach == "own":
        return Scope(reach, _clean(owner_names))
    tree = list(departments)
    mine = _below(department_id, tree)
    others = {each.name for each in tree if each.department_id not in mine}
    inside = [each for each in tree if each.department_id in mine]
    return Scope(
        reach,
        _clean(name for each in inside for name in (each.path, each.name) if name not in others),
    )


def _below(department_id: int | None, tree: list[Department]) -> set[int]:
    """A department and all below it, by number; the tree is in order, those above first."""
    mine: set[int] = set()
    for each in tree:
        if each.department_id == department_id or each.parent_id in mine:
            mine.add(each.department_id)
    return mine


def _clean(names: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name and "\n" not in name))

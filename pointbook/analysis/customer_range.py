"""About which customers the questions are."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Final


@dataclass(frozen=True)
class CustomerRange:
    """用户范围: which customers are meant; None means all of them."""

    tier: str | None = None
    store: str | None = None
    region: str | None = None
    department: str | None = None
    tag: str | None = None
    status: str | None = None
    without_status: str | None = None
    """Statuses that are left out, separated by commas: 统计口径."""
    segment: int | None = None
    """The number of a 客户分群."""
    joined_since: date | None = None
    joined_until: date | None = None
    listed: tuple[str, ...] | None = None
    """Customer numbers, at most LISTED_LIMIT; an empty list means nobody."""

    @property
    def parameters(self) -> dict[str, object]:
        """As parameters of a question; those that only rankings and growth know are there when they are set."""
        told: dict[str, object] = {name: getattr(self, name) for name in _EVERYWHERE}
        told |= {name: day for name in _JOINED if (day := getattr(self, name)) is not None}
        if self.listed is not None:
            told["customer_list"] = "\n".join(self.listed[:LISTED_LIMIT])
        return told


LISTED_LIMIT: Final = 1000
_JOINED: Final = ("joined_since", "joined_until")
_EVERYWHERE: Final = tuple(
    each.name for each in fields(CustomerRange) if each.name not in (*_JOINED, "listed")
)


EVERYBODY = CustomerRange()

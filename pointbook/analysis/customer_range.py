"""About which customers the questions are."""

from __future__ import annotations

from dataclasses import asdict, dataclass


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

    @property
    def parameters(self) -> dict[str, object]:
        """As parameters of a question."""
        return asdict(self)


EVERYBODY = CustomerRange()

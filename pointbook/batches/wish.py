"""What is wished for many customers at once, as a value that can be kept as JSON and previewed again later."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, Literal, TypeAlias, get_args

from pointbook import amounts
from pointbook.access import Right
from pointbook.analysis.customer_range import EVERYBODY, CustomerRange
from pointbook.batches.edit import Edit
from pointbook.errors import InvalidAmount, InvalidDate, InvalidText, NothingToEdit
from pointbook.store.writing import as_json

Way: TypeAlias = Literal["up", "down", "each", "clear", "extend", "edit"]
WAYS: Final[tuple[Way, ...]] = get_args(Way)
Kind: TypeAlias = Literal["adjust", "clear", "extend", "edit"]
KINDS: Final[dict[Way, Kind]] = {
    "up": "adjust", "down": "adjust", "each": "adjust", "clear": "clear", "extend": "extend",
    "edit": "edit",
}  # fmt: skip
"""The kind of batch that each way makes."""
_RIGHTS: Final[dict[Kind, Right]] = {
    "adjust": Right.ADJUST, "clear": Right.CLEAR_BATCH, "extend": Right.ADJUST,
    "edit": Right.EDIT_CUSTOMER,
}  # fmt: skip
_TEXT_LIMIT: Final = 100
_MOST_DAYS: Final = 36_500
_MOST_PERCENT: Final = {"up": 1000, "down": 100}


@dataclass(frozen=True)
class Named:
    """Customers by a list of numbers, perhaps each with a signed amount of their own, as it was written."""

    numbers: tuple[str, ...]
    points: tuple[str, ...] | None = None

    @cached_property
    def digest(self) -> str:
        """sha256 over the list."""
        cells = [*self.numbers, "", *(self.points or ())]
        return hashlib.sha256("\x1f".join(cells).encode()).hexdigest()


@dataclass(frozen=True)
class Chosen:
    """Customers who meet all these conditions when it comes to it; None asks nothing."""

    customers: CustomerRange = EVERYBODY
    balance_from: Decimal | None = None
    balance_until: Decimal | None = None
    moved_before: date | None = None
    """Whose last entry is from before this day, or who have none."""

    @property
    def parameters(self) -> dict[str, object]:
        """As parameters of batches/chosen."""
        own = {name: getattr(self, name) for name in _MEASURES}
        return {**self.customers.parameters, **own}


_MEASURES: Final = ("balance_from", "balance_until", "moved_before")


@dataclass(frozen=True)
class Wish:
    """One action over many customers.

    `way`: up or down by points or a percentage, each by its own amount, clear, extend what ends, edit fields.
    """

    way: Way
    whom: Named | Chosen
    reason: str
    title: str = ""
    """What the batch is called; without one, as its reason."""
    points: Decimal | None = None
    """For everybody alike, positive."""
    percent: Decimal | None = None
    """Of the balance of each, with at most two decimals."""
    expires_at: date | None = None
    """The last day of points that are given, None is never; or the new one of those that are extended."""
    all_or_nothing: bool = False
    """Whether nothing is posted when anybody is to be left out for a reason other than having nothing."""
    rule_id: int | None = None
    """The rule that wishes it, by itself."""
    rule_version: int | None = None
    ends_by: date | None = None
    """Of points that are extended the last day, or an earlier one, as it is."""
    days: int | None = None
    """How much later they end, where there is no new last day for all alike."""
    edit: Edit | None = None
    """What is written of them, where fields are edited."""

    @property
    def kind(self) -> Kind:
        """The kind of batch."""
        return KINDS[self.way]

    @property
    def command(self) -> str:
        """The command that the audit names."""
        return f"{self.kind}_batch"

    @property
    def right(self) -> Right:
        """The right that it asks for."""
        return right_of(self.way)

    def checked(self, decimals: int) -> Wish:
        """The wish with its texts trimmed; InvalidAmount, InvalidDate, InvalidText … where it is none."""
        for name in ("reason", "title"):
            text = getattr(self, name).strip()
            if len(text) > _TEXT_LIMIT or (name == "reason" and not text):
                raise InvalidText(field=name, limit=_TEXT_LIMIT)
        if self.way in _MOST_PERCENT:
            self._require_one_amount(decimals)
        elif self.points is not None or self.percent is not None:
            raise InvalidAmount(value=self.points or self.percent, decimals=decimals)
        if self.way == "each" and (isinstance(self.whom, Chosen) or self.whom.points is None):
            raise InvalidAmount(value="", decimals=decimals)
        if isinstance(self.whom, Named) and not self.whom.numbers:
            raise InvalidText(field="customer_no", limit=_TEXT_LIMIT)
        self._require_days()
        if (self.edit is None) == (self.way == "edit"):
            raise NothingToEdit
        edit = self.edit.checked() if self.edit is not None else None
        return replace(self, reason=self.reason.strip(), title=self.title.strip(), edit=edit)

    def _require_one_amount(self, decimals: int) -> None:
        if (self.points is None) == (self.percent is None):
            raise InvalidAmount(value="", decimals=decimals)
        if self.points is not None:
            amounts.hundredths(self.points, decimals)
        elif self.percent is not None:
            amounts.hundredths(self.percent)
            if self.percent > _MOST_PERCENT[self.way]:
                raise InvalidAmount(value=self.percent, decimals=2)

    def _require_days(self) -> None:
        """InvalidDate where a day is missing, is one too many, or is no later."""
        if self.way != "extend":
            if self.expires_at is not None and self.way not in ("up", "each"):
                raise InvalidDate(value=self.expires_at)
            if self.ends_by is not None or self.days is not None:
                raise InvalidDate(value=self.ends_by or self.days)
            return
        if self.ends_by is None or (self.expires_at is None) == (self.days is None):
            raise InvalidDate(value="")
        if self.expires_at is not None and self.expires_at <= self.ends_by:
            raise InvalidDate(value=self.expires_at)
        if self.days is not None and not 0 < self.days <= _MOST_DAYS:
            raise InvalidDate(value=self.days)

    @property
    def brief(self) -> dict[str, Any]:
        """The wish with a list told by its length and digest: what the audit and the batch keep of it."""
        asked = {name: value for name, value in self._own.items() if value not in (None, "", False)}
        if isinstance(self.whom, Named):
            return {**asked, "listed": len(self.whom.numbers), "list_digest": self.whom.digest}
        chosen = self.whom.parameters.items()
        return {**asked, "chosen": {name: value for name, value in chosen if value is not None}}

    @property
    def _own(self) -> dict[str, Any]:
        """Everything but whom it is about; a list of many numbers is not copied for it."""
        own = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "whom"}
        return {**own, "edit": self.edit.told if self.edit is not None else None}

    def to_json(self) -> str:
        """The whole wish, list and all, as text."""
        kind = "named" if isinstance(self.whom, Named) else "chosen"
        whom: dict[str, Any] = {
            each.name: getattr(self.whom, each.name) for each in fields(self.whom)
        }
        if isinstance(self.whom, Chosen):
            whom["customers"] = self.whom.customers.parameters
        return as_json({**self._own, "whom": {kind: whom}})

    @staticmethod
    def from_json(text: str) -> Wish:
        """A wish that was kept."""
        told = json.loads(text)
        ((kind, whom),) = told.pop("whom").items()
        for name in ("points", "percent"):
            told[name] = _amount(told[name])
        told["expires_at"] = _day(told["expires_at"])
        told["ends_by"] = _day(told.get("ends_by"))
        # A wish of before fields could be edited does not know of them.
        if told.get("edit") is not None:
            told["edit"] = Edit.of_told(told["edit"])
        if kind == "named":
            points = whom["points"]
            named = Named(tuple(whom["numbers"]), None if points is None else tuple(points))
            return Wish(whom=named, **told)
        chosen = Chosen(
            CustomerRange(**whom["customers"]),
            _amount(whom["balance_from"]),
            _amount(whom["balance_until"]),
            _day(whom["moved_before"]),
        )
        return Wish(whom=chosen, **told)


def right_of(way: Way) -> Right:
    """The right that a way of changing many asks for."""
    return _RIGHTS[KINDS[way]]


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)

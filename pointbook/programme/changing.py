"""Changing what the programme says of itself: one command, with what was before in its link."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from pointbook.access import Actor, Right
from pointbook.access.permit import permit
from pointbook.errors import InvalidPointValue, InvalidText
from pointbook.store.writing import Command, Writing

if TYPE_CHECKING:
    from pointbook.store.store import Store

_HIGHEST: Final = Decimal(1_000)
_SMALLEST: Final = Decimal("0.0001")
_WORD_LIMIT: Final = 40
_BETWEEN: Final = re.compile(r"[<\uff1c,，、;；\n]")
"""What may stand between tiers that are written in one text."""


def change(
    store: Store, values: Mapping[str, object], *, actor: Actor, request_id: str | None
) -> None:
    """Set settings by name; None or an empty text takes one away. NotPermitted, InvalidPointValue, InvalidText."""
    permit(store, "change_programme", actor, Right.EDIT_RULES)
    with store.refusals.noted("change_programme", actor):
        wanted = {name: _READERS[name](value) for name, value in values.items()}

    def act(writing: Writing) -> dict[str, object]:
        before = dict(writing.rows("book/settings"))
        changes = {
            name: [before.get(name, ""), value]
            for name, value in wanted.items()
            if before.get(name, "") != value
        }
        for name, (_, value) in changes.items():
            writing.run("put_setting", name=name, value=value)
        writing.tell(changes=changes)
        return {"changed": sorted(changes)}

    store.perform(Command("change_programme", actor, request_id, wanted), act)


def _point_value(value: object) -> str:
    if value is None or value == "":
        return ""
    try:
        amount = Decimal(str(value).strip())
    except InvalidOperation:
        raise InvalidPointValue(value=value) from None
    if not amount.is_finite() or not _SMALLEST <= amount <= _HIGHEST or amount % _SMALLEST:
        raise InvalidPointValue(value=value)
    return format(amount.normalize(), "f")


def _word(value: object) -> str:
    word = str(value or "").strip()
    # Tags are words between commas.
    if len(word) > _WORD_LIMIT or "," in word or "，" in word:
        raise InvalidText(field="reminder_opt_out", limit=_WORD_LIMIT)
    return word


def _tiers(value: object) -> str:
    """Tiers from the lowest to the highest, as a list or in one text, as JSON."""
    parts = _BETWEEN.split(value) if isinstance(value, str) else list(value or ())  # type: ignore[call-overload]
    names = [name for each in parts if (name := str(each).strip())]
    if len(set(names)) < len(names) or any(len(each) > _WORD_LIMIT for each in names):
        raise InvalidText(field="tier_order", limit=_WORD_LIMIT)
    return json.dumps(names, ensure_ascii=False) if names else ""


_READERS: Final[Mapping[str, Callable[[object], str]]] = {
    "point_value": _point_value,
    "reminder_opt_out": _word,
    "tier_order": _tiers,
}

"""Actions in words: what a row of the list says to people, without a code in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from pointbook.access.tries import ADDRESS, DEVICE
from pointbook.columns import column, label
from pointbook.texts import (
    error_text,
    number_text,
    say,
    section,
    signed_text,
    time_text,
    word,
)

if TYPE_CHECKING:
    from pointbook.audit.actions import Action
    from pointbook.clock import Calendar
    from pointbook.ledger.chain import BrokenLink

_NAMED: Final = (
    "customer_no", "user_name", "role", "name", "backup", "hold_id", "department_id", "parent_id", "reverses",
    "kind", "batch_id", "review_id", "approval_id", "author", "rows", "entries", "customers", "users", "grants",
    "unused",
)  # fmt: skip
"""What is told of a command, in this order, from what it said or what it was answered."""
_LABELS: Final = {
    "name": "title", "backup": "title", "reverses": "reverses_entry_id", "kind": "import_kind",
}  # fmt: skip
_COUNTS: Final = frozenset(("rows", "entries", "customers", "users", "grants", "unused"))


class _Refused(Exception):
    """A refusal as it was kept, for its sentence."""

    def __init__(self, code: str, values: Mapping[str, object]) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def what(action: Action, lang: str) -> str:
    """In one line what a command was about."""
    if action.is_refusal:
        return ""
    moved = action.moved
    told = [
        f"{label('customer_no', lang)} {each.customer_no} {signed_text(each.points)}"
        for each in moved
    ]
    given = {**_mapping(action.receipt), **action.details}
    for name in _NAMED:
        value = given.get(name)
        if value is None or (name == "customer_no" and moved):
            continue
        told.append(f"{_label(name, lang)} {_value(_LABELS.get(name, name), value, lang)}")
    return " · ".join(told)


def refusal(action: Action, lang: str) -> str:
    """The sentence with which it was refused; values that are not kept read as three dots."""
    if action.code is None:
        return ""
    return refusal_text(action.code, action.values, lang)


def refusal_text(code: str, values: Mapping[str, object], lang: str) -> str:
    """The sentence of a refusal that was kept by its code and values."""
    return error_text(
        _Refused(code, {name: _number(value) for name, value in values.items()}), lang
    )


def came_from(action: Action, lang: str) -> str:
    """The kind of face and the address."""
    if action.face is None:
        return say("audit.from_unknown", lang)
    return " · ".join(filter(None, (word("faces", action.face, lang), action.address)))


def changes(action: Action, lang: str) -> Iterator[tuple[str, str, str]]:
    """Every changed field, with what it was and became; of personal ones only that they changed."""
    for each in action.moved:
        name = f"{label('balance', lang)} {each.customer_no}"
        yield name, number_text(each.before), number_text(each.after)
    for name, values in action.changes.items():
        if values is None:
            hidden = say("audit.not_kept", lang)
            yield label(name, lang), hidden, hidden
        else:
            yield label(name, lang), _value(name, values[0], lang), _value(name, values[1], lang)


def broken_sentence(link: BrokenLink, calendar: Calendar, lang: str) -> str:
    """Which link is the first that does not hold, when and what it was."""
    if link.recorded_at is None or link.command is None:
        return say("audit.missing_link", lang, link_no=str(link.number))
    return say(
        "audit.broken_link", lang, link_no=str(link.number),
        at=time_text(calendar.local(link.recorded_at)), command=word("commands", link.command, lang),
        user_name=str(link.actor),
    )  # fmt: skip


def place(kept: str, lang: str) -> str:
    """Where somebody tried to sign in: an address, or a browser that the user has used before."""
    if kept.startswith(DEVICE):
        return say("audit.known_browser", lang)
    return kept.removeprefix(ADDRESS)


def _label(name: str, lang: str) -> str:
    return label(_LABELS.get(name, name), lang)


def _value(name: str, value: Any, lang: str) -> str:
    if value is None or value == "":
        return say("audit.nothing", lang)
    if isinstance(value, bool):
        return section("yes_no", lang)["yes" if value else "no"]
    if name == "role_rights" and isinstance(value, list):
        words = [word("rights", each, lang) for each in value]
        return ("、" if lang == "zh" else ", ").join(words) or say("users.look_only", lang)
    if isinstance(value, list):
        return ("、" if lang == "zh" else ", ").join(map(str, value))
    if name in _COUNTS or name.endswith("_limit"):
        number = _number(value)
        return number_text(number) if isinstance(number, int | Decimal) else str(value)
    words_of = column(name).words
    return word(words_of, value, lang) if words_of else str(value)


def _number(value: object) -> object:
    """Decimals are kept as text; read again, they are shown as numbers."""
    if isinstance(value, str) and "." in value:
        try:
            return Decimal(value)
        except InvalidOperation:
            return value
    return value


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}

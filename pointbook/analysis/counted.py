"""统计口径: whether the accounts of staff, of tests and closed ones count."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

from pointbook.access import Actor, Right, as_actor
from pointbook.access.permit import permit
from pointbook.errors import InvalidText
from pointbook.store.changed import changed
from pointbook.store.writing import Command, Writing

if TYPE_CHECKING:
    from pointbook.book import Book

Counted: TypeAlias = Literal["all", "customers"]
COUNTED: tuple[Counted, ...] = get_args(Counted)
"""All accounts, or those of customers alone. All is what the ledger adds up to."""
SETTING: Final = "left_out_statuses"
STATUS_LIMIT: Final = 100
_COMMA: Final = ","


@cache
def default_statuses() -> tuple[str, ...]:
    """What a status says of staff, tests and closed accounts, unless the programme says otherwise."""
    words = tomllib.loads(Path(__file__).with_name("left_out.toml").read_text("utf-8"))["words"]
    return tuple(word for each in words.values() for word in each)


def left_out_statuses(book: Book) -> tuple[str, ...]:
    """The statuses that do not count where only customers do; case does not matter."""
    told = dict(book.ask("book/settings").iter_rows()).get(SETTING)
    if told is None:
        return default_statuses()
    return tuple(each for each in str(told).split(_COMMA) if each)


def without_status(book: Book, counted: Counted | None) -> str | None:
    """The parameter `without_status` of a question; None where all accounts count."""
    return _COMMA.join(left_out_statuses(book)) or None if counted == "customers" else None


def set_left_out_statuses(
    book: Book, statuses: Iterable[str], *, actor: Actor | str, request_id: str | None = None
) -> tuple[str, ...]:
    """Say which statuses do not count; none of them counts everybody. NotPermitted, InvalidText."""
    by = as_actor(actor)
    permit(book.store, "set_left_out", by, Right.EDIT_RULES)
    wanted = tuple(dict.fromkeys(each.strip() for each in statuses if each.strip()))
    if any(_COMMA in each or len(each) > STATUS_LIMIT for each in wanted):
        raise InvalidText(field="status", limit=STATUS_LIMIT)
    value = _COMMA.join(wanted)

    def act(writing: Writing) -> dict[str, str]:
        before = dict(writing.rows("book/settings")).get(SETTING, _COMMA.join(default_statuses()))
        writing.tell(changes=changed({SETTING: before}, {SETTING: value}))
        writing.run("put_setting", name=SETTING, value=value)
        return {SETTING: value}

    asked = {SETTING: value}
    book.store.perform(Command("set_left_out", by, request_id, asked, asked), act)
    return wanted

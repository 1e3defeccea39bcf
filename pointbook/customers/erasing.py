"""Erasure: a pseudonym takes the place of a person, and the ledger stays true."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Sequence
from typing import Final, TypeAlias

import polars as pl

from pointbook.access import Actor, Right, as_actor
from pointbook.access.permit import permit
from pointbook.customers.pinyin import search_text
from pointbook.errors import InvalidText, UnknownCustomer
from pointbook.store.store import Store
from pointbook.store.writing import Command, Writing

PREFIX: Final = "已注销-"
_REASON_LIMIT: Final = 500
_TAKEN_AWAY: Final = (
    "notes",
    "order_fields",
    "before",
    "changes",
    "past_notes",
    "approval_texts",
    "difference_notes",
    "outside_numbers",
    "views",
)

Unfinished: TypeAlias = Callable[[Collection[str]], Callable[[], None]]
"""What gives up the imports on their way that name one of these numbers, once it is called."""


def erase(
    store: Store,
    customer_no: str,
    *,
    reason: str,
    actor: Actor | str,
    request_id: str | None = None,
    unfinished: Unfinished,
) -> str:
    """Erase a customer and those merged into them; the pseudonym. UnknownCustomer, NotPermitted, InvalidText.

    Points, times and outside numbers of entries stay, and so do region, store, department, owner and tier.
    The chain keeps the old number where earlier commands named it, and nothing else of the person. Imports
    on their way that name them are given up.
    """
    by = as_actor(actor)
    permit(store, "erase_customer", by, Right.ERASE)
    number, why = str(customer_no).strip(), reason.strip()
    if not 0 < len(why) <= _REASON_LIMIT:
        raise InvalidText(field="reason", limit=_REASON_LIMIT)
    give_up = unfinished(numbers_of(store, [number], by))

    def act(writing: Writing) -> dict[str, str]:
        seen = writing.ask("customers/one", customer_no=number, **by.scope.parameters)
        if seen.is_empty():
            raise UnknownCustomer(customer_no=number)
        return {"customer_no": erase_persons(writing, [number])[number]}

    receipt, _ = store.perform(
        Command("erase_customer", by, request_id, {"customer_no": number, "reason": why}, {"reason": why}),
        act,
    )  # fmt: skip
    give_up()
    store.checkpoint()  # so that the write-ahead log no longer has what was taken away
    return str(receipt["customer_no"])


def erase_persons(writing: Writing, customer_nos: Sequence[str]) -> dict[str, str]:
    """Erase customers and those merged into them; the pseudonym of each, by the number of before."""
    numbers = pl.DataFrame({"customer_no": list(customer_nos)}, {"customer_no": pl.String})
    persons = writing.ask("changes/erase/persons", staged=writing.stage(numbers))
    # By chance: nothing of the old number may be worked out from the new one.
    made = [f"{PREFIX}{secrets.token_hex(6)}" for _ in range(persons.height)]
    staged = writing.stage(
        persons.select(
            "customer_id",
            pl.Series("pseudonym", made, pl.String),
            pl.Series("search_text", [search_text(each) for each in made], pl.String),
        )
    )
    for what in _TAKEN_AWAY:
        writing.run(f"erase/{what}", staged=staged)
    writing.run("erase/customers", staged=staged, updated_at=writing.recorded_at)
    writing.run("touch_accounts", staged=staged)
    return dict(zip(persons["customer_no"], made, strict=True))


def numbers_of(store: Store, customer_nos: Sequence[str], by: Actor) -> list[str]:
    """The numbers of customers whom the actor sees, and of those merged into them."""
    seen = [
        number
        for number in customer_nos
        if store.question("customers/one", customer_no=number, **by.scope.parameters).height
    ]
    with store.staged(pl.DataFrame({"customer_no": seen}, {"customer_no": pl.String})) as staged:
        return list(store.question("changes/erase/persons", staged=staged)["customer_no"])

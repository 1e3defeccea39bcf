"""Erasure on request: a pseudonym takes the place of a person, and the ledger stays true."""

from __future__ import annotations

import secrets
from typing import Final

from pointbook.access import Actor, Right, as_actor
from pointbook.access.permit import permit
from pointbook.customers.pinyin import search_text
from pointbook.errors import InvalidText, UnknownCustomer
from pointbook.store.store import Store
from pointbook.store.writing import Command, Writing

PREFIX: Final = "已注销-"
_REASON_LIMIT: Final = 500
_TAKEN_AWAY: Final = ("notes", "order_fields", "before", "past_notes")


def erase(
    store: Store,
    customer_no: str,
    *,
    reason: str,
    actor: Actor | str,
    request_id: str | None = None,
) -> str:
    """Erase a customer and those merged into them; the pseudonym. UnknownCustomer, NotPermitted, InvalidText.

    Points, times and outside numbers of entries stay, and so do region, store, department, owner and tier.
    The chain keeps the old number where earlier commands named it, and nothing else of the person.
    """
    by = as_actor(actor)
    permit(store, "erase_customer", by, Right.ERASE)
    number, why = str(customer_no).strip(), reason.strip()
    if not 0 < len(why) <= _REASON_LIMIT:
        raise InvalidText(field="reason", limit=_REASON_LIMIT)

    def act(writing: Writing) -> dict[str, str]:
        seen = writing.ask("customers/one", customer_no=number, **by.scope.parameters)
        if seen.is_empty():
            raise UnknownCustomer(customer_no=number)
        meant = writing.ask("ledger/account", customer_no=number)["customer_id"].item()
        made = {}
        for customer_id in writing.ask("changes/erase/persons", customer_no=number)["customer_id"]:
            # By chance: nothing of the old number may be worked out from the new one.
            made[customer_id] = pseudonym = f"{PREFIX}{secrets.token_hex(6)}"
            for what in _TAKEN_AWAY:
                writing.run(f"erase/{what}", customer_id=customer_id)
            writing.run(
                "erase/customer", customer_id=customer_id, pseudonym=pseudonym,
                search_text=search_text(pseudonym), updated_at=writing.recorded_at,
            )  # fmt: skip
            writing.run("touch_account", customer_no=pseudonym)
        return {"customer_no": made[meant]}

    receipt, _ = store.perform(
        Command("erase_customer", by, request_id, {"customer_no": number, "reason": why}, {"reason": why}),
        act,
    )  # fmt: skip
    store.checkpoint()  # so that the write-ahead log no longer has what was taken away
    return str(receipt["customer_no"])

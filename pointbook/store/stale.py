"""A form that is older than its customer: refused with a word on who changed what meanwhile."""

from __future__ import annotations

from pointbook.errors import StaleWrite
from pointbook.store.writing import Writing


def stale_write(writing: Writing, customer_no: str, expected: int, found: int) -> StaleWrite:
    """The refusal, with the actor, the command and the instant (UTC) of the last change where they are known."""
    last = writing.ask("ledger/last_change", customer_no=customer_no)
    told = (
        {}
        if last.is_empty()
        else dict(zip(("by", "command", "recorded_at"), last.row(0), strict=True))
    )
    return StaleWrite(customer_no=customer_no, expected=expected, found=found, **told)

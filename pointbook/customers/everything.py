"""All that a book holds about one person, to be handed to them."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Final

from pointbook.access import Actor, Right, as_actor
from pointbook.access.permit import permit

if TYPE_CHECKING:
    from pointbook.book import Book

_QUESTIONS: Final = {
    "entries": "points/statement", "orders": "customers/orders", "redemptions": "customers/redemptions",
    "history": "points/past_entries",
    "changes": "customers/changes", "kept_by_imports": "customers/before",
}  # fmt: skip


def everything_about(book: Book, customer_no: str, *, actor: Actor | str) -> dict[str, Any]:
    """The register, entries, lots, orders, redemptions, history, changes and what imports kept, in full.

    It asks for the rights to see and to export, and leaves a trace. UnknownCustomer, NotPermitted.
    """
    by = as_actor(actor)
    permit(book.store, "unmask", by, Right.UNMASK)
    permit(book.store, "export", by, Right.EXPORT)
    reading = replace(by, is_reading_plain=True)
    number = str(customer_no).strip()
    told: dict[str, Any] = {"customer": asdict(book.customers.get(number, actor=reading))}
    for name, question in _QUESTIONS.items():
        told[name] = book.ask(question, customer_no=number, actor=reading).to_dicts()
    told["lots"] = book.ledger.lots(number, actor=reading).to_dicts()
    rows = sum(len(each) for each in told.values() if isinstance(each, list))
    book.traces.exported(actor=reading, what=f"person {number}", rows=rows)
    return told

"""How long personal data are kept: the rule, who is due to be erased by it, and erasing them once somebody says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from pointbook.access import Actor, Right, as_actor
from pointbook.access.permit import permit, refusals_kept
from pointbook.clock import utc_now
from pointbook.customers.erasing import PREFIX, erase_persons, numbers_of
from pointbook.settings import Retention
from pointbook.store.writing import Command, Writing

if TYPE_CHECKING:
    from pointbook.book import Book
    from pointbook.store.store import Store

MOST: Final = 5_000
"""So many customers are proposed, and erased, at a time."""
_OPEN: Final = "letting_go_of_refusals"


@dataclass(frozen=True)
class Erased:
    """What erasing by the rule did: how many customers, and how many are not due any more."""

    customers: int
    passed_over: int


class Keeping:
    """The retention of one book. What is proposed is erased only by somebody who may, never by itself."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def store(self) -> Store:
        """The store of the book."""
        return self._book.store

    @property
    def rule(self) -> Retention:
        """How long what is kept, as the book has it now."""
        return Retention.of(dict(self.store.question("book/settings").iter_rows()))

    @refusals_kept("set_retention")
    def set_rule(
        self, rule: Retention, *, actor: Actor | str, request_id: str | None = None
    ) -> Retention:
        """Change the rule; it holds from now on and erases nobody. NotPermitted, InvalidRetention."""
        by = self._permit("set_retention", actor, Right.EDIT_RULES)
        told: dict[str, object] = asdict(rule.checked())
        before = asdict(self.rule)

        def act(writing: Writing) -> dict[str, object]:
            changes = {
                name: [before[name], told[name]] for name in told if before[name] != told[name]
            }
            writing.tell(changes=changes)
            for name, value in rule.settings().items():
                if value is None:
                    writing.run("drop_setting", name=name)
                else:
                    writing.run("put_setting", name=name, value=value)
            return told

        self.store.perform(Command("set_retention", by, request_id, told, told), act)
        return self.rule

    def before(self) -> date | None:
        """The day before which a customer's last doing must lie; None while nobody is proposed."""
        years = self.rule.customer_years
        if years is None:
            return None
        today = self._book.now().date()
        day = min(today.day, 28) if today.month == 2 else today.day
        return today.replace(year=today.year - years, day=day)

    def due(self, *, actor: Actor, row_limit: int = MOST) -> pl.DataFrame:
        """Who may be erased by the rule: customer_no name tier store last_activity, longest ago first. NotPermitted."""
        self._permit("erase_due", actor, Right.ERASE, only_reads=True)
        return self._book.ask(
            "customers/due", before=self.before(), erased_prefix=PREFIX, row_limit=row_limit, actor=actor
        )  # fmt: skip

    def waiting(self) -> int:
        """How many the rule proposes: a number that names nobody."""
        before = self.before()
        if before is None:
            return 0
        return self.store.question("customers/due", before=before, erased_prefix=PREFIX).height

    @refusals_kept("erase_due")
    def erase_due(
        self, customer_nos: Sequence[str], *, actor: Actor | str, request_id: str | None = None
    ) -> Erased:
        """Erase those of the proposed who are still due, in one command. NotPermitted.

        Whoever bought or moved points since the proposal is passed over.
        """
        by = self._permit("erase_due", actor, Right.ERASE)
        wanted = sorted(set(customer_nos))[:MOST]
        before = self.before()
        give_up = self._book.unfinished_naming(numbers_of(self.store, wanted, by))

        def act(writing: Writing) -> dict[str, object]:
            found = writing.ask("customers/due", before=before, erased_prefix=PREFIX)
            due = sorted(set(wanted) & set(found["customer_no"]))
            made = erase_persons(writing, due) if due else {}
            return {
                "customers": len(due),
                "passed_over": len(wanted) - len(due),
                "made": sorted(made.values()),
            }

        content = {"customer_nos": wanted, "before": before}
        told = {"before": before, "customer_years": self.rule.customer_years, "asked": len(wanted)}
        receipt, _ = self.store.perform(Command("erase_due", by, request_id, content, told), act)
        give_up()
        self.store.checkpoint()  # so that the write-ahead log no longer has what was taken away
        return Erased(int(receipt["customers"]), int(receipt["passed_over"]))

    @refusals_kept("forget_refusals")
    def forget_refusals(self, *, actor: Actor | str) -> int:
        """Let go of refusals older than the rule says; how many. The chain of the others goes on. NotPermitted."""
        by = self._permit("forget_refusals", actor, Right.EDIT_RULES)
        days = self.rule.refusal_days
        if days is None:
            return 0
        before = utc_now() - timedelta(days=days)
        if self.store.question("book/refusals_before", before=before).is_empty():
            return 0  # letting go of nothing is not a write

        def act(writing: Writing) -> dict[str, int]:
            cut = writing.ask("book/refusals_before", before=before)
            if cut.is_empty():
                return {"refusals": 0}
            row = cut.row(0, named=True)
            writing.tell(refusals_cut={"number": row["number"], "chain": row["chain"]})
            writing.run("put_setting", name=_OPEN, value="now")
            writing.run("retention/drop_refusals", until=row["number"])
            writing.run("drop_setting", name=_OPEN)
            return {"refusals": row["refusals"]}

        told: dict[str, object] = {"before": before, "refusal_days": days}
        receipt, _ = self.store.perform(Command("forget_refusals", by, None, told, told), act)
        return int(receipt["refusals"])

    def forget_imports(self) -> int:
        """Give up unfinished imports that nobody touched for as long as the rule says; how many."""
        return self._book.imports.records.prune()

    def _permit(
        self, command: str, actor: Actor | str, right: Right, *, only_reads: bool = False
    ) -> Actor:
        by = as_actor(actor)
        permit(self.store, command, by, right, only_reads=only_reads)
        with self.store.refusals.noted(command, by):
            by.require_everybody()
        return by

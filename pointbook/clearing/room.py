"""The rules of a book by which points clear by themselves: made, looked at, switched on, run, listed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias

from pointbook import amounts
from pointbook.access import Actor, Right, as_actor
from pointbook.access.permit import permit, refusals_kept
from pointbook.clearing.due import Outlook, find, judged, look
from pointbook.clearing.keeping import RIGHTS, TO_SEE, add_version, as_kept, kept_rule
from pointbook.clearing.running import Ran, run
from pointbook.errors import PreviewChanged, StaleClearingRule, UnknownClearingRule
from pointbook.store.changed import changed
from pointbook.store.writing import Command

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from pointbook.book import Book
    from pointbook.clearing.rule import KeptRule, Rule
    from pointbook.store.store import Store
    from pointbook.store.writing import Writing

_Seen: TypeAlias = tuple[int, Decimal]
"""For how many customers and points a rule was looked at."""
SOON: Final = 30
"""So many days ahead it is told who comes to be due."""


class Clearing:
    """Rules, and what became of their days. A rule runs only as somebody has looked at it and switched it on."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def store(self) -> Store:
        """The store of the book."""
        return self._book.store

    def rules(self, *, actor: Actor | str) -> list[KeptRule]:
        """All rules in their newest version, those that are on first. NotPermitted."""
        self._require_to_see(actor)
        return self._newest()

    def rule(self, rule_id: int, *, actor: Actor | str) -> KeptRule:
        """One rule in its newest version; UnknownClearingRule, NotPermitted."""
        self._require_to_see(actor)
        found = self.store.question("clearing/rules", rule_id=int(rule_id))
        if found.is_empty():
            raise UnknownClearingRule(rule_id=rule_id)
        return as_kept(self._book, found.row(0, named=True))

    def versions(self, rule_id: int, *, actor: Actor | str) -> pl.DataFrame:
        """Every version of a rule, the newest first: the columns of clearing/versions. NotPermitted."""
        self._require_to_see(actor)
        return self.store.question("clearing/versions", rule_id=int(rule_id))

    def runs(
        self, rule_id: int | None = None, *, actor: Actor | str, limit: int | None = None
    ) -> pl.DataFrame:
        """Every run, the newest first: the columns of clearing/runs. NotPermitted."""
        self._require_to_see(actor)
        return self.store.question("clearing/runs", rule_id=rule_id, row_limit=limit)

    def preview(self, rule_id: int, *, actor: Actor | str) -> Outlook:
        """Who would be cleared if the rule ran today, and who is next; nothing is written.

        Of a day of the year it is told who would be cleared if it were today. NotPermitted, UnknownClearingRule.
        """
        by = as_actor(actor)
        permit(self.store, "run_clearing", by, Right.CLEAR_BATCH)
        kept = self.rule(rule_id, actor=by)
        self._require_segment(kept.rule, by)
        return self.store.rehearse(
            Command("run_clearing", by),
            lambda writing: look(self._book, writing, kept, by, SOON),
        )

    @refusals_kept("save_clearing_rule")
    def save(self, rule: Rule, *, actor: Actor | str, request_id: str | None = None) -> KeptRule:
        """Keep a new rule, which is off until somebody has looked. NotPermitted, InvalidText, InvalidClearingRule."""
        by = self._permit("save_clearing_rule", actor)
        rule = self._checked(rule, by)

        def act(writing: Writing) -> int:
            add_version(
                writing, rule, rule_id=writing.link_id, version=1, author=by.name, today=self._today
            )
            return writing.link_id

        made, _ = self.store.perform(
            Command("save_clearing_rule", by, request_id, rule.values, _told(rule)), act
        )
        return self.rule(int(made), actor=by)

    @refusals_kept("change_clearing_rule")
    def change(
        self, rule_id: int, rule: Rule, *, version: int, actor: Actor | str, request_id: str | None = None
    ) -> KeptRule:  # fmt: skip
        """Put another rule in the place of that version, which was shown; it is off until somebody has looked.

        NotPermitted, UnknownClearingRule, StaleClearingRule, InvalidText, InvalidClearingRule.
        """
        by = self._permit("change_clearing_rule", actor)
        rule = self._checked(rule, by)

        def act(writing: Writing, before: KeptRule) -> None:
            writing.tell(changes=changed(before.rule.values, rule.values))

        content = {**rule.values, "rule_id": rule_id, "version": version}
        return self._change(
            "change_clearing_rule", rule_id, version, by, request_id, content, act, rule
        )

    @refusals_kept("switch_clearing_on")
    def switch_on(
        self, rule_id: int, *, version: int, digest: str, actor: Actor | str, request_id: str | None = None
    ) -> KeptRule:  # fmt: skip
        """Have a rule run from tomorrow on, in the actor's name, who saw the preview with this digest.

        PreviewChanged where it would be anybody else by now; NotPermitted, UnknownClearingRule, StaleClearingRule.
        """
        by = self._permit("switch_clearing_on", actor)

        def act(writing: Writing, before: KeptRule) -> _Seen:
            found = find(self._book, writing, before, self._today, self._today)
            done = judged(self._book, writing, found, by)
            if (done.digest if done is not None else "") != digest:
                raise PreviewChanged
            seen = (0, Decimal(0))
            if done is not None:
                seen = (done.good.height, amounts.points(done.moved[1]))
            writing.tell(seen={"customers": seen[0], "points": str(seen[1])})
            return seen

        content = {"rule_id": rule_id, "version": version, "digest": digest}
        return self._change("switch_clearing_on", rule_id, version, by, request_id, content, act)

    @refusals_kept("switch_clearing_off")
    def switch_off(
        self, rule_id: int, *, actor: Actor | str, request_id: str | None = None
    ) -> KeptRule:
        """Have a rule run no more; NotPermitted, UnknownClearingRule. One that is off stays as it is."""
        by = self._permit("switch_clearing_off", actor)
        before = self.rule(rule_id, actor=by)
        if not before.is_on:
            return before

        content: dict[str, object] = {"rule_id": rule_id, "version": before.version}
        return self._change("switch_clearing_off", rule_id, before.version, by, request_id, content)

    def run_due(self, *, actor: Actor | str) -> list[Ran]:
        """Do what is due of all rules, each in its author's name, and tell what became of it. NotPermitted.

        A day is done once, however often this is called; a rule that fails is told as such.
        """
        by = as_actor(actor)
        permit(self.store, "run_clearing", by, Right.EDIT_RULES)
        ran = [run(self._book, kept, by) for kept in self._newest()]
        return [each for each in ran if each is not None]

    @property
    def _today(self) -> date:
        return self._book.now().date()

    def _newest(self) -> list[KeptRule]:
        found = self.store.question("clearing/rules")
        return [as_kept(self._book, row) for row in found.iter_rows(named=True)]

    def _checked(self, rule: Rule, by: Actor) -> Rule:
        found = rule.checked(self._book.decimals)
        self._require_segment(found, by)
        return found

    def _require_segment(self, rule: Rule, by: Actor) -> None:
        if rule.customers.segment is not None:
            self._book.segments.get(rule.customers.segment, actor=by)

    def _require_to_see(self, actor: Actor | str) -> None:
        by = as_actor(actor)
        if not any(by.may(right) for right in TO_SEE):
            by.require(TO_SEE[0])
        by.require_everybody()

    def _permit(self, command: str, actor: Actor | str) -> Actor:
        by = as_actor(actor)
        for right in RIGHTS:
            permit(self.store, command, by, right)
        return by

    def _change(
        self, command: str, rule_id: int, version: int, by: Actor, request_id: str | None,
        content: dict[str, object], act: Callable[[Writing, KeptRule], _Seen | None] | None = None,
        rule: Rule | None = None,
    ) -> KeptRule:  # fmt: skip
        """The next version of a rule, another `rule` or the same; on where `act` answers what was seen of it."""

        def done(writing: Writing) -> dict[str, object]:
            before = kept_rule(self._book, writing, rule_id)
            if before.version != version:
                raise StaleClearingRule(name=before.rule.name, version=before.version)
            seen = None if act is None else act(writing, before)
            add_version(
                writing, rule or before.rule, rule_id=rule_id, version=version + 1, author=by.name,
                today=self._today, seen=seen,
            )  # fmt: skip
            return {"rule_id": rule_id, "version": version + 1, "name": before.rule.name}

        told = {name: value for name, value in content.items() if value is not None}
        self.store.perform(Command(command, by, request_id, content, told), done)
        return self.rule(rule_id, actor=by)


def _told(rule: Rule) -> dict[str, object]:
    return {name: value for name, value in rule.values.items() if value is not None}

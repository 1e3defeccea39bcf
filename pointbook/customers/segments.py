"""客户分群: customers kept together under a name, by a rule or as a list, and one more parameter of the range."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import polars as pl

from pointbook.access import Actor, Right, as_actor
from pointbook.access.permit import permit
from pointbook.errors import (
    InvalidText,
    RuleWithoutDays,
    SegmentExists,
    SegmentOfAnother,
    SegmentWithoutRule,
    UnknownSegment,
)
from pointbook.store.changed import changed
from pointbook.store.store import Store
from pointbook.store.writing import Command, Writing

NAME_LIMIT: Final = 60


@dataclass(frozen=True)
class Rule:
    """Who belongs to a segment: all that is not None must hold. Days count back from the newest entry."""

    tier: str | None = None
    store: str | None = None
    region: str | None = None
    department: str | None = None
    tag: str | None = None
    status: str | None = None
    without_status: str | None = None
    balance_from: Decimal | None = None
    balance_until: Decimal | None = None
    days: int | None = None
    """How many days the earned and redeemed points are of."""
    earned_from: Decimal | None = None
    earned_until: Decimal | None = None
    redeemed_from: Decimal | None = None
    redeemed_until: Decimal | None = None
    moved_within: int | None = None
    """An entry within so many days."""
    still_for: int | None = None
    """No entry for so many days, or none ever."""
    joined_since: date | None = None
    joined_until: date | None = None

    @property
    def told(self) -> dict[str, object]:
        """The conditions that are set."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True)
class Segment:
    """One segment as it is kept; `rule` is None for a list that was brought along."""

    segment_id: int
    name: str
    owner: str
    is_shared: bool
    is_frozen: bool
    rule: Rule | None
    created_at: datetime
    updated_at: datetime

    @property
    def can_refresh(self) -> bool:
        """Whether its list was found by a rule, which can find it anew."""
        return self.is_frozen and self.rule is not None


class Segments:
    """The segments of one book. Every change is a command; who sees a segment is asked everywhere."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(self, *, actor: Actor | str | None = None) -> list[Segment]:
        """Those that an actor sees, by name: shared ones and their own."""
        rows = self._store.question("book/segments", viewer=_viewer(actor))
        return [_of(row) for row in rows.iter_rows(named=True)]

    def get(self, segment_id: int, *, actor: Actor | str | None = None) -> Segment:
        """The segment with a number; UnknownSegment, also for one that the actor does not see."""
        found = self._store.question(
            "book/segments", viewer=_viewer(actor), segment_id=int(segment_id)
        )
        if found.is_empty():
            raise UnknownSegment(segment_id=segment_id)
        return _of(found.row(0, named=True))

    def save(
        self, name: str, rule: Rule, *, is_shared: bool = False, is_frozen: bool = False,
        actor: Actor | str, request_id: str | None = None,
    ) -> Segment:  # fmt: skip
        """Keep a rule under a new name; frozen, whom it finds now stay its members. SegmentExists."""
        _require_days(rule)

        def fill(writing: Writing, segment_id: int, by: Actor) -> None:
            if is_frozen:
                _find(writing, segment_id, by)

        return self._add(name, rule, is_shared, is_frozen, "", fill, actor, request_id)

    def save_list(
        self, name: str, customer_nos: Iterable[str], *, is_shared: bool = False,
        actor: Actor | str, request_id: str | None = None,
    ) -> Segment:  # fmt: skip
        """Keep a list of customers under a new name, those alone whom the actor sees. SegmentExists."""
        numbers = pl.DataFrame(
            {"customer_no": sorted(set(customer_nos))}, {"customer_no": pl.String}
        )
        digest = hashlib.sha256("\n".join(numbers["customer_no"]).encode()).hexdigest()

        def fill(writing: Writing, segment_id: int, by: Actor) -> None:
            writing.run(
                "segments/add_members", segment_id=segment_id, staged=writing.stage(numbers),
                **by.scope.parameters,
            )  # fmt: skip

        return self._add(name, None, is_shared, True, digest, fill, actor, request_id)

    def change(
        self, segment_id: int, *, name: str | None = None, is_shared: bool | None = None,
        rule: Rule | None = None, actor: Actor | str, request_id: str | None = None,
    ) -> Segment:  # fmt: skip
        """Rename, share or not, or give another rule; None leaves as it is. UnknownSegment, SegmentExists."""
        by = as_actor(actor)
        content: dict[str, object] = {
            "segment_id": segment_id, "name": name, "is_shared": is_shared,
            "rule": rule.told if rule is not None else None,
        }  # fmt: skip
        if rule is not None:
            _require_days(rule)

        def act(writing: Writing) -> dict[str, object]:
            before = _own(writing, segment_id, by)
            if rule is not None and before.rule is None:
                raise SegmentWithoutRule(name=before.name)
            after = replace(
                before,
                name=before.name if name is None else _name(name),
                is_shared=before.is_shared if is_shared is None else is_shared,
                rule=before.rule if rule is None else rule,
            )
            _require_free(writing, after)
            writing.tell(changes=changed(_values(before), _values(after)))
            _put(writing, after)
            return {"segment_id": segment_id, "name": after.name}

        self._perform("change_segment", by, content, request_id, act)
        return self.get(segment_id, actor=by)

    def refresh(
        self, segment_id: int, *, actor: Actor | str, request_id: str | None = None
    ) -> Segment:
        """Put whom its rule finds today in the place of a frozen list. SegmentWithoutRule."""
        by = as_actor(actor)

        def act(writing: Writing) -> dict[str, object]:
            known = _own(writing, segment_id, by)
            if not known.can_refresh:
                raise SegmentWithoutRule(name=known.name)
            writing.run("segments/drop_members", segment_id=segment_id)
            _find(writing, segment_id, by)
            _put(writing, known)
            return {"segment_id": segment_id, "name": known.name}

        self._perform("refresh_segment", by, {"segment_id": segment_id}, request_id, act)
        return self.get(segment_id, actor=by)

    def remove(self, segment_id: int, *, actor: Actor | str, request_id: str | None = None) -> None:
        """Forget a segment; customers stay as they are. UnknownSegment, NotPermitted."""
        by = as_actor(actor)

        def act(writing: Writing) -> dict[str, object]:
            known = _own(writing, segment_id, by)
            writing.run("segments/drop_members", segment_id=segment_id)
            writing.run("segments/drop", segment_id=segment_id)
            return {"segment_id": segment_id, "name": known.name}

        self._perform("remove_segment", by, {"segment_id": segment_id}, request_id, act)

    def _add(
        self, name: str, rule: Rule | None, is_shared: bool, is_frozen: bool, digest: str,
        fill: Callable[[Writing, int, Actor], None], actor: Actor | str, request_id: str | None,
    ) -> Segment:  # fmt: skip
        by, name = as_actor(actor), _name(name)
        content: dict[str, object] = {
            "name": name, "is_shared": is_shared, "is_frozen": is_frozen,
            "rule": rule.told if rule is not None else None, "members": digest,
        }  # fmt: skip

        def act(writing: Writing) -> dict[str, object]:
            now = writing.recorded_at
            made = Segment(writing.link_id, name, by.name, is_shared, is_frozen, rule, now, now)
            _require_free(writing, made)
            _put(writing, made)
            fill(writing, made.segment_id, by)
            return {"segment_id": made.segment_id, "name": name}

        made = self._perform("save_segment", by, content, request_id, act)
        return self.get(int(made["segment_id"]), actor=by)

    def _perform(
        self, command: str, by: Actor, content: dict[str, object], request_id: str | None,
        act: Callable[[Writing], dict[str, object]],
    ) -> dict[str, Any]:  # fmt: skip
        permit(self._store, command, by, Right.SEGMENT)
        told = {name: value for name, value in content.items() if value is not None}
        receipt, _ = self._store.perform(Command(command, by, request_id, content, told), act)
        return dict(receipt)


def can_change(segment: Segment, actor: Actor) -> bool:
    """Whether an actor may change a segment: its owner, and of a shared one whoever manages users."""
    if not actor.may(Right.SEGMENT):
        return False
    is_steward = segment.is_shared and actor.may(Right.MANAGE_USERS)
    return actor.rights is None or segment.owner == actor.name or is_steward


def _viewer(actor: Actor | str | None) -> str | None:
    """Whose segments are seen besides the shared ones; None sees all, as a trusted local caller does."""
    by = as_actor(actor) if actor is not None else None
    return None if by is None or by.rights is None else by.name


def _own(writing: Writing, segment_id: int, by: Actor) -> Segment:
    rows = writing.ask("book/segments", viewer=_viewer(by), segment_id=segment_id)
    if rows.is_empty():
        raise UnknownSegment(segment_id=segment_id)
    found = _of(rows.row(0, named=True))
    if not can_change(found, by):
        raise SegmentOfAnother(name=found.name, user_name=found.owner)
    return found


def _require_free(writing: Writing, wanted: Segment) -> None:
    for row in writing.ask("book/segments", viewer=wanted.owner).iter_rows(named=True):
        is_other = row["segment_id"] != wanted.segment_id and row["owner"] == wanted.owner
        if is_other and row["name"] == wanted.name:
            raise SegmentExists(name=wanted.name)


def _require_days(rule: Rule) -> None:
    flows = (rule.earned_from, rule.earned_until, rule.redeemed_from, rule.redeemed_until)
    if any(each is not None for each in flows) and not rule.days:
        raise RuleWithoutDays


def _find(writing: Writing, segment_id: int, by: Actor) -> None:
    writing.run("segments/add_found", segment_id=segment_id, **by.scope.parameters)


def _put(writing: Writing, segment: Segment) -> None:
    writing.run("segments/put", **_values(segment), now=writing.recorded_at)


def _values(segment: Segment) -> dict[str, object]:
    rule = asdict(segment.rule or Rule())
    return {
        "segment_id": segment.segment_id, "name": segment.name, "owner": segment.owner,
        "is_shared": segment.is_shared, "is_frozen": segment.is_frozen,
        "has_rule": segment.rule is not None, **rule,
    }  # fmt: skip


def _of(row: dict[str, Any]) -> Segment:
    rule = Rule(**{each.name: row[each.name] for each in fields(Rule)})
    return Segment(
        row["segment_id"], row["name"], row["owner"], row["is_shared"], row["is_frozen"],
        rule if row["has_rule"] else None, row["created_at"], row["updated_at"],
    )  # fmt: skip


def _name(name: str) -> str:
    found = name.strip()
    if not 0 < len(found) <= NAME_LIMIT or not found.isprintable():
        raise InvalidText(field="segment", limit=NAME_LIMIT)
    return found

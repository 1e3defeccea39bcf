"""Whoever sees only some customers learns nothing of the others, whatever they ask, export or try."""

from __future__ import annotations

import io
import os
import random
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

import pointbook
from pointbook.access import Actor, Limits, Right, Scope
from pointbook.book import Book
from pointbook.customers import find
from pointbook.customers.segments import Rule
from pointbook.errors import (
    NotPermitted,
    PointbookError,
    UnknownCustomer,
    UnknownEntry,
    UnknownHold,
    UnknownSegment,
)
from pointbook.exports import csv_file, sheet, xlsx_file
from pointbook.store.queries import load, questions
from pointbook.texts import error_text

NOW = datetime(2026, 6, 30, 12, 0)
TRIES, ROUNDS = 250, int(os.environ.get("POINTBOOK_SCOPE_TRIES", "1000")) // 250
"""`make torture` tries 10,000 times."""
SHARE_OF_LIGHT = 0.5 if "POINTBOOK_SCOPE_TRIES" in os.environ else 0.96
"""How often one of the quick questions is asked rather than any of them all."""
TRIED: Counter[str] = Counter()
"""What was tried so far, and what became of it."""
OPERATOR = frozenset(Right) - {Right.MANAGE_USERS}
TREE = {
    "总部": None,
    "华东": "总部",
    "上海": "华东",
    "杭州": "华东",
    "华南": "总部",
    "深圳": "华南",
}
OWNERS = ("lin", "郑强", "zhao")
LIGHT = (
    "customers/figures", "points/totals",
    "customers/one", "customers/by_reason", "customers/expiries", "customers/balance", "customers/orders",
    "points/past_entries", "points/newest", "points/reach", "access/seen",
)  # fmt: skip


@dataclass(frozen=True)
class Canary:
    """A customer whose every word and sum is found nowhere else."""

    number: str
    department: str
    owner: str
    phone: str
    words: tuple[str, ...]
    entry_id: int
    hold_id: int
    points: Decimal


@dataclass(frozen=True)
class Aviary:
    """The book, its canaries, and who looks at them."""

    book: Book
    canaries: tuple[Canary, ...]
    watchers: tuple[Actor, ...]
    segments: tuple[int, ...]
    """By rule and as lists, shared and not, with every canary in each."""

    def hidden(self, actor: Actor) -> list[Canary]:
        return [each for each in self.canaries if not actor.scope.holds(vars(each))]

    def seen(self, actor: Actor) -> list[Canary]:
        return [each for each in self.canaries if actor.scope.holds(vars(each))]


@pytest.fixture(scope="module", autouse=True)
def counted() -> Iterator[None]:
    """Say at the end how much was tried."""
    yield
    print(f"\n{TRIED['tried']} tries of scope:", dict(TRIED.most_common()))


@pytest.fixture(scope="module")
def aviary() -> Iterator[Aviary]:
    with pointbook.open_book(":memory:", clock=lambda: NOW) as book:
        canaries = tuple(
            _canary(book, place, department, owner)
            for place, (department, owner) in enumerate(
                (each, owner) for each in (*TREE, "无名") for owner in OWNERS
            )
        )
        yield Aviary(book, canaries, _watchers(book), _segments(book, canaries))


def _canary(book: Book, place: int, department: str, owner: str) -> Canary:
    number, phone, points = f"KQ{place:02}ZX", f"1377{place:02}04{place:02}9", Decimal(2**place)
    words = (
        number,
        f"雀{chr(0x4E00 + 7 * place)}鸣",
        phone,
        f"w{place:02}q@nest.example",
        f"羽{place:02}号",
    )
    book.customers.add(
        number, name=words[1], phone=phone, email=words[3], tags=words[4], department=department,
        owner=owner, tier="gold", store="S1", region="r", status="active", actor="t",
    )  # fmt: skip
    told: dict[str, Any] = {"actor": "t", "note": words[4], "ref": f"{number}-R"}
    entry = book.ledger.earn(
        number, points, occurred_at=datetime(2026, 5, 1), reason=words[4], **told
    )
    book.ledger.adjust(
        number, 3, actor="t", reason=f"{number} by hand", expires_at=date(2026, 8, 1)
    )
    hold = book.ledger.hold(number, 1, actor="t")
    return Canary(number, department, owner, phone, words, entry.entry_id, hold, points + 3)


def _segments(book: Book, canaries: tuple[Canary, ...]) -> tuple[int, ...]:
    kept, numbers = book.segments, [each.number for each in canaries]
    made = (
        kept.save("found", Rule(tier="gold"), is_shared=True, actor="t"),
        kept.save("frozen", Rule(tier="gold"), is_shared=True, is_frozen=True, actor="t"),
        kept.save_list("list", numbers, is_shared=True, actor="t"),
        kept.save_list("private", numbers, actor="t"),
    )
    return tuple(each.segment_id for each in made)


def _watchers(book: Book) -> tuple[Actor, ...]:
    numbers: dict[str | None, int | None] = {None: None}
    for name, above in TREE.items():
        numbers[name] = book.access.add_department(name, numbers[above], actor="t")
    for reach in ("department", "own"):
        book.access.set_role(f"by {reach}", OPERATOR, Limits(), reach=reach, actor="t")  # type: ignore[arg-type]
    for place, name in enumerate(TREE):
        book.access.add(
            f"user{place}", role="by department", department_id=numbers[name], actor="t"
        )
    book.access.add("lin", role="by own", actor="t")
    book.access.add("zheng", role="by own", full_name="郑强", actor="t")
    book.access.add("nobody", role="by department", actor="t")
    names = (*(f"user{place}" for place in range(len(TREE))), "lin", "zheng", "nobody")
    return tuple(actor for actor in map(book.access.actor, names) if actor is not None)


def test_a_user_sees_their_department_and_those_below(aviary: Aviary) -> None:
    access = aviary.book.access
    seen = {name: access.actor(name) for name in ("user0", "user1", "user2", "nobody")}
    departments = {
        name: {each.department for each in aviary.seen(actor)}
        for name, actor in seen.items()
        if actor
    }
    assert departments == {
        "user0": set(TREE), "user1": {"华东", "上海", "杭州"}, "user2": {"上海"}, "nobody": set(),
    }  # fmt: skip


def test_an_owner_is_known_by_either_name(aviary: Aviary) -> None:
    access = aviary.book.access
    for user, owner in (("lin", "lin"), ("zheng", "郑强")):
        actor = access.actor(user)
        assert actor is not None
        assert {each.owner for each in aviary.seen(actor)} == {owner}


def test_a_department_that_shares_its_name_with_another_counts_by_its_path_only(
    memory_book: Book,
) -> None:
    access = memory_book.access
    tops = [access.add_department(name, actor="t") for name in ("东", "西")]
    twins = [access.add_department("一部", top, actor="t") for top in tops]
    access.set_role("r", frozenset(), Limits(), reach="department", actor="t")
    access.add("u", role="r", department_id=twins[0], actor="t")

    actor = access.actor("u")

    assert actor is not None
    assert actor.scope.names == ("东 / 一部",)


def test_sums_are_those_of_the_customers_seen(aviary: Aviary) -> None:
    for actor in aviary.watchers:
        mine = sum((each.points for each in aviary.seen(actor)), Decimal(0))
        for name, column in (
            ("points/totals", "closing"), ("customers/figures", "balance"), ("analysis/growth", "closing"),
        ):  # fmt: skip
            closing = aviary.book.ask(name, actor=actor)[column]
            assert (closing[-1] if closing.len() else 0) == mine, (actor.name, name)


def test_a_scope_given_by_hand_cannot_widen_ones_own(aviary: Aviary) -> None:
    lin = aviary.book.access.actor("lin")
    found = aviary.book.ask("customers/search", actor=lin, scope_owner="\nzhao\n")
    assert set(found["customer_no"]) == {
        each.number for each in aviary.canaries if each.owner == "lin"
    }


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_no_canary_is_seen_from_outside(seed: int, aviary: Aviary) -> None:
    dice = random.Random(seed)
    answered = 0
    for _ in range(TRIES):
        actor = dice.choice(aviary.watchers)
        hidden = [word for each in aviary.hidden(actor) for word in each.words]
        TRIED["tried"] += 1
        try:
            told = _try(aviary, dice, actor)
            answered += 1
        except PointbookError as refusal:
            TRIED["refused"] += 1
            told = f"{refusal} {error_text(refusal, 'zh')} {error_text(refusal, 'en')}"
            # Whoever asks for a number knows it; that is not told them by the refusal.
            hidden = [word for word in hidden if not word.startswith("KQ")]
        assert not [word for word in hidden if word in told], (actor.name, told[:300])
    assert answered > TRIES / 4


def _try(aviary: Aviary, dice: random.Random, actor: Actor) -> str:
    if dice.random() < 0.45:
        TRIED["commands"] += 1
        return _command(aviary, dice, actor)
    canary = dice.choice(aviary.canaries)
    if dice.random() < 0.1:
        typed = dice.choice((*canary.words, canary.phone[-4:], "que", "q", "KQ", "鸣", "13", ""))
        TRIED["searches"] += 1
        frame = find.find(aviary.book, typed, actor=actor, limit=dice.choice((1, 5, None)))
    else:
        name = dice.choice(LIGHT if dice.random() < SHARE_OF_LIGHT else questions())
        TRIED["questions"] += 1
        frame = aviary.book.ask(
            name, actor=actor, **_parameters(name, dice, canary, aviary.segments)
        )
    if dice.random() < 0.02:
        TRIED["workbooks"] += 1
        return _workbook_text(xlsx_file(sheet("t", frame, frame.columns, "zh"), "t"))
    if dice.random() < 0.5:
        TRIED["rows read"] += 1
        return str(frame.rows())
    TRIED["csv files"] += 1
    return csv_file(sheet("t", frame, frame.columns, "zh")).decode()


def _workbook_text(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "".join(parts.read(each).decode("utf-8", "replace") for each in parts.namelist())


def _parameters(
    name: str, dice: random.Random, canary: Canary, segments: tuple[int, ...]
) -> dict[str, object]:
    choices: dict[str, tuple[object, ...]] = {
        "customer_no": (canary.number, canary.number, None), "customer_id": (None, dice.randrange(1, 22)),
        "entry_id": (canary.entry_id,), "hold_id": (canary.hold_id,), "tier": (None, "gold"),
        "department": (None, canary.department), "tag": (None, canary.words[4]), "store": (None, None, "S1"),
        "without_status": (None, None, "active", "staff,test"), "segment": (None, *segments),
        "since": (None, date(2026, 4, 1)), "until": (None, date(2026, 6, 30)), "row_limit": (None, 1, 3, 50),
        "row_offset": (None, 0, 2), "text": (None, canary.phone[-4:], "que", canary.words[1]),
        "measure": ("balance", "earned", "net"), "bucket": ("month", "day"), "by": (None, "reason", "tier"),
        "reason": (None, canary.words[4]), "ref": (None, f"{canary.number}-R"), "as_of": (NOW,),
        "scope_departments": (None, f"\n{canary.department}\n"), "scope_owner": (None, f"\n{canary.owner}\n"),
    }  # fmt: skip
    return {each: dice.choice(choices[each]) for each in load(name).parameters if each in choices}


def _command(aviary: Aviary, dice: random.Random, actor: Actor) -> str:
    """Something done to a customer outside, which must be refused."""
    ledger, customers = aviary.book.ledger, aviary.book.customers
    outside = dice.choice(aviary.hidden(actor))
    inside = dice.choice(aviary.seen(actor) or [outside])
    asked: dict[str, Any] = {"actor": actor, "reason": "t"}
    what, refusal = dice.choice(
        (
            (lambda: ledger.earn(outside.number, 5, ref=f"{outside.number}-R", **asked), UnknownCustomer),
            (lambda: ledger.redeem(outside.number, 5, **asked), UnknownCustomer),
            (lambda: ledger.adjust(outside.number, -5, **asked), UnknownCustomer),
            (lambda: ledger.clear(outside.number, **asked), UnknownCustomer),
            (lambda: ledger.hold(outside.number, 5, **asked), UnknownCustomer),
            (lambda: ledger.settle(outside.hold_id, **asked), UnknownHold),
            (lambda: ledger.release(outside.hold_id, **asked), UnknownHold),
            (lambda: ledger.reverse(outside.entry_id, **asked), UnknownEntry),
            (lambda: ledger.transfer(inside.number, outside.number, 1, **asked), UnknownCustomer),
            (lambda: ledger.transfer(outside.number, inside.number, 1, **asked), UnknownCustomer),
            (lambda: ledger.merge(outside.number, inside.number, **asked), UnknownCustomer),
            (lambda: ledger.expire(NOW, actor=actor), NotPermitted),
            (lambda: ledger.balance(outside.number, actor=actor), UnknownCustomer),
            (lambda: ledger.lots(outside.number, actor=actor), UnknownCustomer),
            (lambda: ledger.entries(outside.number, actor=actor), UnknownCustomer),
            (lambda: ledger.draws(outside.entry_id, actor=actor), UnknownEntry),
            (lambda: aviary.book.imports.undo(1, actor=actor), NotPermitted),
            (lambda: customers.get(outside.number, actor=actor), UnknownCustomer),
            (lambda: customers.edit(outside.number, city="x", actor=actor), UnknownCustomer),
            (lambda: customers.edit(inside.number, department="无名", owner="zz", actor=actor),
             (NotPermitted, UnknownCustomer)),
            (lambda: aviary.book.segments.change(aviary.segments[3], is_shared=True, actor=actor),
             UnknownSegment),
            (lambda: aviary.book.segments.refresh(aviary.segments[1], actor=actor), NotPermitted),
            (lambda: customers.add("NEW", department="无名", owner="zz", actor=actor), NotPermitted),
        )
    )  # fmt: skip
    with pytest.raises(refusal) as refused:
        what()
    raise refused.value


def test_a_scope_is_by_name_between_line_ends(memory_book: Book) -> None:
    memory_book.customers.add("C1", department="华东", actor="t")
    memory_book.customers.add("C2", department="华", actor="t")
    memory_book.customers.add("C3", department="", actor="t")
    memory_book.customers.add("C4", actor="t")

    def seen(*names: str) -> list[str]:
        actor = Actor("u", scope=Scope("department", names))
        return sorted(memory_book.ask("customers/search", actor=actor)["customer_no"])

    assert seen("华东") == ["C1"]
    assert seen("华", "华东") == ["C1", "C2"]
    assert seen("华\n华东".replace("\n", ",")) == []
    assert seen() == []

"""保留等级至: to the end of a day no import and no edit takes a customer below the tier that is kept."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest

import pointbook
from pointbook import errors
from pointbook.access import Actor, Right
from pointbook.book import Book
from pointbook.customers.everything import everything_about
from pointbook.customers.floors import Floor
from pointbook.imports import Plan

ORDER = ("普通会员", "银卡", "金卡", "黑卡")
END = date(2027, 3, 31)


@dataclass
class Day:
    """A clock that the test moves."""

    now: datetime = field(default_factory=lambda: datetime(2026, 7, 1, 12))


@pytest.fixture
def day() -> Day:
    return Day()


@pytest.fixture
def book(day: Day) -> Book:
    opened = pointbook.open_book(":memory:", clock=lambda: day.now)
    opened.change_programme(tier_order=ORDER, actor="t")
    for number in ("M1", "M2", "M3"):
        opened.customers.add(number, tier="金卡", name=number, actor="t")
    return opened


def keep(book: Book, number: str = "M1", tier: str | None = None, until: date = END) -> None:
    book.customers.keep_tier(number, until=until, tier=tier, reason="服务补偿", actor="lina")


def plan_of(book: Book, *lines: str) -> Plan:
    draft = book.imports.read("\n".join(("会员号,等级,备注", *lines)).encode(), filename="a.csv")
    return draft.plan(kind="customers", source="crm")


def tier(book: Book, number: str = "M1") -> str | None:
    return book.customers.get(number).tier


def test_keeping_a_tier_is_one_command_with_a_reason(book: Book) -> None:
    before = book.store.head.link_id

    keep(book)

    known = book.customers.get("M1")
    assert (known.tier, known.tier_floor, known.tier_floor_until) == ("金卡", "金卡", END)
    assert book.store.head.link_id == before + 1
    told = json.loads(book.ask("book/links")["details"][-1])
    assert told["reason"] == "服务补偿"
    assert told["changes"]["tier_floor"] == [None, "金卡"]
    changes = book.customers.changes("M1", actor="t")
    assert changes.select("command", "changed_field", "changed_from", "changed_to").rows() == [
        ("keep_tier", "tier_floor", None, "金卡"),
        ("keep_tier", "tier_floor_until", None, "2027-03-31"),
    ]


@pytest.mark.parametrize(
    ("brought", "left"),
    [("银卡", "金卡"), ("黑卡", "黑卡"), ("金卡", "金卡"), ("钻石卡", "金卡")],
)
def test_an_import_brings_a_higher_tier_alone(book: Book, brought: str, left: str) -> None:
    keep(book)

    plan = plan_of(book, f"M1,{brought},新", f"M2,{brought},新")
    run = plan.post(actor="t")

    is_kept = left != brought
    assert (tier(book), tier(book, "M2")) == (left, brought)
    assert plan.kept_tiers.select("customer_no", "tier_brought", "tier_floor").rows() == (
        [("M1", brought, "金卡")] if is_kept else []
    )
    assert run.kept_tiers == plan.kept_tiers.height == is_kept
    assert [each.count for each in plan.notices if each.code == "kept_tiers"] == [1] * is_kept
    assert book.customers.get("M1").fields == {"备注": "新"}  # the rest of the row comes as ever
    assert book.verify() == []


def test_a_row_that_would_only_lower_the_tier_is_nothing_new(book: Book) -> None:
    keep(book)
    draft = book.imports.read("会员号,等级\nM1,银卡".encode(), filename="a.csv")

    plan = draft.plan(kind="customers")

    assert (plan.has_news, plan.duplicates, plan.kept_tiers.height) == (False, 1, 1)
    assert plan.repeats.tiers.is_empty()


def test_without_an_order_no_other_tier_is_taken(book: Book) -> None:
    book.change_programme(tier_order="", actor="t")
    keep(book)

    plan_of(book, "M1,黑卡,").post(actor="t")

    assert tier(book) == "金卡"


def test_the_last_day_counts_and_afterwards_nothing_changes_by_itself(book: Book, day: Day) -> None:
    keep(book)
    day.now = datetime(2027, 3, 31, 23, 59)
    plan_of(book, "M1,银卡,a").post(actor="t")
    floor = book.customers.get("M1").floor_on(day.now.date())
    assert (tier(book), floor) == ("金卡", Floor("金卡", END))

    day.now = datetime(2027, 4, 1)
    known = book.customers.get("M1")
    assert (known.tier, known.tier_floor, known.floor_on(day.now.date())) == (
        "金卡",
        "金卡",
        None,
    )
    plan_of(book, "M1,银卡,b").post(actor="t")
    assert tier(book) == "银卡"


def test_a_plan_is_judged_anew_where_a_tier_was_kept_meanwhile(book: Book) -> None:
    plan = plan_of(book, "M1,银卡,")
    keep(book)

    run = plan.post(actor="t")

    assert (plan.kept_tiers.height, run.kept_tiers, tier(book)) == (0, 1, "金卡")


def test_an_edit_is_held_as_well_until_somebody_empties_the_floor(book: Book) -> None:
    keep(book)

    edited = book.customers.edit("M1", tier="银卡", phone="13800001234", actor="t")
    assert (edited.tier, edited.phone) == ("金卡", "13800001234")
    assert book.customers.edit("M1", tier=None, actor="t").tier == "金卡"
    assert book.customers.edit("M1", tier="黑卡", actor="t").tier == "黑卡"

    lowered = book.customers.edit("M1", tier="银卡", tier_floor_until=None, actor="t")
    assert (lowered.tier, lowered.tier_floor, lowered.tier_floor_until) == ("银卡", None, None)


def test_a_day_alone_keeps_the_tier_of_then_and_emptying_either_half_ends_it(book: Book) -> None:
    edit = book.customers.edit
    kept = edit("M1", tier_floor_until="2027-03-31", actor="t")
    assert (kept.tier_floor, kept.tier_floor_until) == ("金卡", END)
    ended = edit("M1", tier_floor=None, actor="t")
    assert (ended.tier, ended.tier_floor, ended.tier_floor_until) == ("金卡", None, None)
    added = book.customers.add("N1", tier="银卡", tier_floor_until=END, actor="t")
    assert (added.tier, added.tier_floor) == ("银卡", "银卡")


def test_a_floor_lifts_whoever_is_below_it_and_lowers_nobody(book: Book) -> None:
    keep(book, tier="黑卡")
    assert tier(book) == "黑卡"
    keep(book, "M2", tier="银卡")
    assert tier(book, "M2") == "金卡"
    plan_of(book, "M1,金卡,", "M2,普通会员,").post(actor="t")
    assert (tier(book), tier(book, "M2")) == ("黑卡", "银卡")


def test_what_cannot_be_kept_is_refused_and_nothing_is_written(book: Book) -> None:
    book.customers.add("N1", actor="t")
    before = book.store.head
    refused: list[tuple[type[errors.PointbookError], Callable[[], object]]] = [
        (errors.NoTierToKeep, lambda: keep(book, "N1")),
        (errors.FloorInPast, lambda: keep(book, until=date(2026, 6, 30))),
        (errors.FloorWithoutEnd, lambda: book.customers.edit("M1", tier_floor="金卡", actor="t")),
        (errors.NoTierToKeep, lambda: book.customers.edit("N1", tier_floor_until=END, actor="t")),
        (errors.InvalidText, lambda: book.customers.keep_tier("M1", until=END, reason=" ", actor="t")),
        (errors.InvalidDate, lambda: book.customers.keep_tier("M1", until="soon", reason="r", actor="t")),
        (errors.UnknownCustomer, lambda: keep(book, "nobody")),
        (
            errors.StaleWrite,
            lambda: book.customers.keep_tier("M1", until=END, reason="r", actor="t", expected_revision=99),
        ),
        (
            errors.NotPermitted,
            lambda: book.customers.keep_tier(
                "M1", until=END, reason="r", actor=Actor("a", frozenset({Right.ADJUST}))
            ),
        ),
    ]  # fmt: skip
    for refusal, attempt in refused:
        with pytest.raises(refusal):
            attempt()
    assert (
        book.store.head.link_id - before.link_id <= 1
    )  # at most that somebody without the right tried
    assert book.customers.get("M1").tier_floor is None


def test_keeping_is_taken_back_as_any_change(book: Book) -> None:
    keep(book, tier="黑卡")
    link = int(book.customers.changes("M1", actor="t")["link_no"][0])

    back = book.customers.take_back("M1", link, actor="t")

    assert (back.tier, back.tier_floor, back.tier_floor_until) == ("金卡", None, None)
    again = book.customers.take_back(
        "M1", int(book.customers.changes("M1", actor="t")["link_no"][0]), actor="t"
    )
    assert (again.tier, again.tier_floor, again.tier_floor_until) == ("黑卡", "黑卡", END)


def test_the_undo_of_an_import_gives_back_the_tier_and_leaves_the_floor(book: Book) -> None:
    keep(book)
    run = plan_of(book, "M1,黑卡,").post(actor="t")

    book.imports.undo(run.batch_id, actor="t")

    known = book.customers.get("M1")
    assert (known.tier, known.tier_floor, known.tier_floor_until) == ("金卡", "金卡", END)


def test_a_person_is_told_of_it_and_erasure_takes_it(book: Book) -> None:
    keep(book)
    assert everything_about(book, "M1", actor="t")["customer"]["tier_floor_until"] == END

    erased = book.customers.get(book.customers.erase("M1", reason="on request", actor="t"))

    assert (erased.tier, erased.tier_floor, erased.tier_floor_until) == ("金卡", None, None)
    values = book.customers.changes(erased.customer_no, actor="t").select(
        "changed_from", "changed_to"
    )
    assert all(each == (None, None) for each in values.rows())


def test_a_merge_leaves_each_what_they_have(book: Book) -> None:
    keep(book)
    book.ledger.merge("M1", "M2", actor="t")
    assert book.customers.get("M2").tier_floor is None
    assert book.customers.get("M1").tier_floor == "金卡"


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("普通会员，银卡, 金卡", ("普通会员", "银卡", "金卡")),
        ("A<B＜C", ("A", "B", "C")),  # noqa: RUF001
        (["A", " B "], ("A", "B")),
        ("", ()),
        (None, ()),
    ],
)
def test_the_order_of_tiers_is_written_as_people_do(
    book: Book, said: object, read: tuple[str, ...]
) -> None:
    assert book.change_programme(tier_order=said, actor="t").tier_order == read


def test_a_tier_stands_in_the_order_once(book: Book) -> None:
    with pytest.raises(errors.InvalidText):
        book.change_programme(tier_order="金卡,银卡,金卡", actor="t")


@dataclass
class Naive:
    """One customer by the rule as it is written in the manual, without the book."""

    tier: str | None
    floor: str | None = None
    until: date | None = None

    def bring(self, brought: str | None, today: date, order: tuple[str, ...]) -> None:
        """A row or an edit says another tier."""
        if brought == self.tier:
            return
        if self.floor is None or self.until is None or today > self.until:
            self.tier = brought
            return
        known = brought in order and self.floor in order
        is_higher = known and order.index(str(brought)) > order.index(self.floor)
        self.tier = brought if is_higher else self.floor

    def keep(self, floor: str, until: date, today: date, order: tuple[str, ...]) -> None:
        """Somebody keeps a tier."""
        if (floor, until) == (self.floor, self.until):
            return
        self.floor, self.until = floor, until
        known = self.tier in order and floor in order
        if today <= until and (
            self.tier is None or (known and order.index(self.tier) < order.index(floor))
        ):
            self.tier = floor


@pytest.mark.parametrize("seed", range(6))
def test_any_sequence_of_imports_and_edits_keeps_to_the_rule(
    book: Book, day: Day, seed: int
) -> None:
    chance = random.Random(seed)
    words = (*ORDER, "钻石卡")
    model = {number: Naive("金卡") for number in ("M1", "M2", "M3")}
    order: tuple[str, ...] = ORDER
    for step in range(30):
        today, number = day.now.date(), chance.choice(list(model))
        each = model[number]
        what = chance.randrange(7)
        if what == 0:
            day.now += timedelta(days=chance.randrange(40))
        elif what == 1:
            order = chance.choice((ORDER, (), ORDER[1:], ORDER[::-1]))
            book.change_programme(tier_order=order, actor="t")
        elif what == 2:
            floor, until = chance.choice(words), today + timedelta(days=chance.randrange(60))
            keep(book, number, floor, until)
            each.keep(floor, until, today, order)
        elif what == 3:
            book.customers.edit(number, tier_floor_until=None, actor="t")
            each.floor = each.until = None
        elif what == 4:
            brought = chance.choice((*words, None))
            book.customers.edit(number, tier=brought, actor="t")
            each.bring(brought, today, order)
        else:
            rows = {other: chance.choice((*words, "")) for other in model}
            lines = [f"{other},{brought},{step}" for other, brought in rows.items()]
            plan = plan_of(book, *lines)
            lowered = 0
            for other, brought in rows.items():
                if brought:
                    tier_was = model[other].tier
                    model[other].bring(brought, today, order)
                    lowered += brought not in (tier_was, model[other].tier)
            assert plan.kept_tiers.height == lowered
            assert plan.post(actor="t").kept_tiers == lowered
        for other, expected in model.items():
            known = book.customers.get(other)
            found = (known.tier, known.tier_floor, known.tier_floor_until)
            assert found == (expected.tier, expected.floor, expected.until), (step, what)
    assert book.verify() == []

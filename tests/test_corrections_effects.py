"""What a change would do is what it then does, and looking writes nothing."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

import pointbook
from pointbook import errors
from pointbook.access import Actor, Right, Scope
from pointbook.book import Book
from pointbook.corrections import Change
from pointbook.customers.floors import Floor
from tests.model.both import JAN_1, JAN_10, NOW

REWARDS = "礼品编号,礼品名称,所需积分\nR1,杯子,60\nR2,雨伞,120\nR3,行李箱,900\n".encode()


@pytest.fixture
def filled(memory_book: Book) -> Book:
    """C1 has three lots and a hold; C2 has one lot."""
    for number in ("C1", "C2"):
        memory_book.customers.add(number, tier="gold", actor="t")
    earn = memory_book.ledger.earn
    earn(
        "C1",
        50,
        occurred_at=JAN_1,
        expires_at=date(2026, 7, 10),
        campaign="spring",
        ref="O-1",
        actor="t",
    )
    earn("C1", 80, occurred_at=JAN_1, expires_at=date(2026, 9, 1), campaign="summer", actor="t")
    earn("C1", 30, occurred_at=JAN_10, actor="t")
    memory_book.ledger.hold("C1", 10, occurred_at=JAN_10, actor="t")
    earn("C2", 40, occurred_at=JAN_1, actor="t")
    return memory_book


CHANGES = (
    Change("up", "C1", 70, expires_at=date(2026, 7, 20), reason="correction"),
    Change("down", "C1", 100, reason="correction"),
    Change("clear", "C1", reason="misuse"),
    Change("clear", "C1", include_held=True, reason="misuse"),
    Change("claw_back", entry_id=1, reason="refund"),
    Change("claw_back", entry_id=2, points=20, reason="refund"),
    Change("hold", "C1", 60, reason="investigation"),
    Change("release", hold_id=1, reason="investigation_closed"),
    Change("transfer", "C1", 120, to_no="C2", reason="family"),
    Change("extend", entry_id=2, expires_at=date(2027, 1, 31), reason="goodwill"),
    Change("reassign", entry_id=2, to_no="C2", reason="wrong_customer"),
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: str(change.way))
def test_what_is_foreseen_comes_and_looking_writes_nothing(filled: Book, change: Change) -> None:
    version, entries = filled.data_version, filled.ledger.entries("C1").height

    told = filled.corrections.effects(change, "t")

    assert (filled.data_version, filled.ledger.entries("C1").height) == (version, entries)
    filled.corrections.post(change, "t", "r-1", told.before.revision)
    for number, foreseen in (("C1", told.after), (told.other_no, told.other_after)):
        if foreseen is not None and number is not None:
            found = filled.ledger.balance(number)
            for name in ("balance", "available", "pending", "held", "debt", "lapsed", "revision"):
                assert getattr(foreseen, name) == getattr(found, name), name
            assert foreseen.expiring_30 == found.expiring
    assert filled.verify() == []


def test_the_lots_and_where_the_points_came_from_are_told(filled: Book) -> None:
    told = filled.corrections.effects(Change("down", "C1", 100), "t")
    touched = told.lots.select("lot_entry_id", "remaining_before", "remaining_after").rows()
    assert touched == [(1, 50, 10), (2, 80, 20)]
    assert told.campaigns.rows() == [("summer", "purchase", 60), ("spring", "purchase", 40)]
    assert (told.before.expiring_30, told.after.expiring_30) == (40, 0)
    assert (told.before.expiring_90, told.after.expiring_90) == (120, 20)
    assert told.before.next_expiry == datetime(2026, 7, 11)
    assert told.after.next_expiry == datetime(2026, 9, 2)
    assert told.tier == "gold"
    assert told.holds["held"].to_list() == [10]


def test_rewards_that_are_no_longer_affordable_are_named(filled: Book) -> None:
    filled.imports.read(REWARDS, filename="rewards.csv").plan(kind="rewards").post(actor="t")
    told = filled.corrections.effects(Change("down", "C1", 100), "t")
    assert (told.before.spendable, told.after.spendable) == (150, 50)
    assert told.rewards["reward_no"].sort().to_list() == ["R1", "R2"]


def test_the_entry_and_its_order_are_named(filled: Book) -> None:
    orders = "客户号,订单号,下单时间,金额\nC1,O-1,2026-01-01,500\nC1,O-2,2026-01-02,9\n".encode()
    filled.imports.read(orders, filename="o.csv").plan(kind="orders").post(actor="t")
    told = filled.corrections.effects(Change("claw_back", entry_id=1), "t")
    assert told.taken_back["entry_id"].to_list() == [1]
    assert told.orders["order_no"].to_list() == ["O-1"]


def test_a_look_is_refused_as_the_change_would_be(filled: Book) -> None:
    look = filled.corrections.effects
    with pytest.raises(errors.InsufficientPoints):
        look(Change("down", "C1", 151), "t")
    with pytest.raises(errors.NotPermitted):
        look(Change("clear", "C1"), Actor("a", frozenset({Right.ADJUST})))
    other = Actor("a", frozenset(Right), scope=Scope("own", ("nobody",)))
    for change in (Change("up", "C1", 1), Change("transfer", "C1", 1, to_no="C2")):
        with pytest.raises(errors.UnknownCustomer):
            look(change, other)
    with pytest.raises(errors.UnknownEntry):
        look(Change("claw_back", entry_id=1), other)
    with pytest.raises(errors.UnknownHold):
        look(Change("release", hold_id=1), other)


TAKEN_BACK = [each for each in CHANGES if each.way != "release"]


@pytest.mark.parametrize("change", TAKEN_BACK, ids=lambda change: str(change.way))
def test_a_change_can_be_taken_back(filled: Book, change: Change) -> None:
    before = {number: filled.ledger.balance(number) for number in ("C1", "C2")}
    posted = filled.corrections.post(change, "t")
    filled.corrections.take_back(posted, "t", "back-1")
    for number, was in before.items():
        found = filled.ledger.balance(number)
        assert found.balance == was.balance
        assert found.available + found.held == was.available + was.held
    assert filled.verify() == []


def test_a_merge_is_foreseen_and_taken_back_too(filled: Book) -> None:
    filled.ledger.release(1, actor="t")
    change = Change("merge", "C1", to_no="C2", reason="same_person")
    told = filled.corrections.effects(change, "t")
    assert (told.after.balance, told.other_after and told.other_after.balance) == (0, 200)
    posted = filled.corrections.post(change, "t")
    assert filled.ledger.balance("C2").balance == 200
    filled.corrections.take_back(posted, "t")
    assert (filled.ledger.balance("C1").balance, filled.ledger.balance("C2").balance) == (160, 40)


def test_a_remark_and_what_the_customer_reads_are_two_texts_under_one_digest(filled: Book) -> None:
    post = filled.corrections.post
    for note, told in (("内部", "给客户"), (None, "给客户"), ("内部", None)):
        post(Change("up", "C1", 5, reason="goodwill", note=note, customer_note=told), "t")
    rows = filled.ledger.entries("C1").tail(3).select("note", "customer_note").rows()
    assert rows == [("内部", "给客户"), (None, "给客户"), ("内部", None)]
    assert filled.verify() == []
    pseudonym = filled.customers.erase("C1", reason="asked", actor="t")
    gone = filled.ledger.entries(pseudonym)
    assert gone["note"].null_count() == gone["customer_note"].null_count() == gone.height


def test_the_same_request_is_done_once_and_says_all_it_was_asked(filled: Book) -> None:
    change = Change("up", "C1", 5, reason="goodwill", customer_note="给客户")
    first = filled.corrections.post(change, "t", "r-1")
    again = filled.corrections.post(change, "t", "r-1")
    assert (first.replayed, again.replayed) == (False, True)
    assert first.points == again.points == Decimal(5)
    other = Change("up", "C1", 5, reason="goodwill", customer_note="别的")
    with pytest.raises(errors.DuplicateKeyConflict):
        filled.corrections.post(other, "t", "r-1")


def test_the_reader_of_a_stale_form_is_told_by_whom_and_what(filled: Book) -> None:
    told = filled.corrections.effects(Change("up", "C1", 5), "t")
    filled.ledger.redeem("C1", 3, occurred_at=NOW, actor="anna")
    with pytest.raises(errors.StaleWrite) as refusal:
        filled.corrections.post(
            Change("up", "C1", 5, reason="goodwill"), "otto", None, told.before.revision
        )
    assert refusal.value.values["by"] == "anna"
    assert "anna" in str(refusal.value)
    filled.customers.edit("C1", tier="silver", actor="berta")
    with pytest.raises(errors.StaleWrite) as refusal:
        filled.customers.edit("C1", tier="x", expected_revision=1, actor="otto")
    assert (refusal.value.values["by"], refusal.value.values["command"]) == (
        "berta",
        "edit_customer",
    )


def test_points_that_come_over_now_are_available_at_once() -> None:
    ticks = itertools.count()
    with pointbook.open_book(
        ":memory:", clock=lambda: NOW + timedelta(milliseconds=next(ticks))
    ) as book:
        for number in ("C1", "C2"):
            book.customers.add(number, actor="t")
            book.ledger.earn(number, 10, expires_at=date(2026, 7, 10), actor="t")
        for change in (
            Change("merge", "C1", to_no="C2"), Change("transfer", "C1", 10, to_no="C2"),
            Change("reassign", entry_id=1, to_no="C2"),
        ):  # fmt: skip
            after = book.corrections.effects(change, "t").other_after
            assert after is not None
            assert (after.available, after.pending) == (20, 0), change.way


KEEPING = (
    Change("down", "C1", 100, reason="correction", keep_tier_until=date(2027, 3, 31)),
    Change("clear", "C1", reason="misuse", keep_tier_until="2027-03-31"),
    Change("claw_back", entry_id=1, reason="refund", keep_tier_until=date(2027, 3, 31)),
    Change(
        "transfer", "C1", 120, to_no="C2", reason="family", keep_tier_until=date(2027, 3, 31)
    ),
    Change(
        "reassign", entry_id=2, to_no="C2", reason="wrong_customer", keep_tier_until=date(2027, 3, 31)
    ),
)  # fmt: skip
FLOOR = Floor("gold", date(2027, 3, 31))


@pytest.mark.parametrize("change", KEEPING, ids=lambda change: str(change.way))
def test_the_tier_is_kept_in_the_same_transaction_under_the_same_link(
    filled: Book, change: Change
) -> None:
    before = filled.store.head.link_id
    told = filled.corrections.effects(change, "t")
    assert (told.tier, told.floor, told.floor_after) == ("gold", None, FLOOR)
    assert filled.store.head.link_id == before
    assert filled.customers.get("C1").tier_floor is None

    posted = filled.corrections.post(change, "t", "r-1", told.before.revision)

    known = filled.customers.get("C1")
    assert (known.tier, known.floor_on(NOW.date())) == ("gold", FLOOR)
    assert filled.customers.get("C2").tier_floor is None
    assert filled.store.head.link_id == before + 1
    assert known.revision == told.after.revision
    changes = filled.customers.changes("C1", actor="t")
    assert set(changes["link_no"]) == {before + 1}
    assert json.loads(filled.ask("book/links")["details"][-1])["keep_tier_until"] == "2027-03-31"
    assert filled.corrections.post(change, "t", "r-1", told.before.revision).replayed
    assert filled.store.head.link_id == before + 1
    with pytest.raises(errors.DuplicateKeyConflict):
        filled.corrections.post(replace(change, keep_tier_until=date(2028, 1, 1)), "t", "r-1")
    filled.corrections.take_back(posted, "t")
    assert (
        filled.customers.get("C1").floor_on(NOW.date()) == FLOOR
    )  # it stays, until somebody takes it back
    filled.customers.take_back("C1", before + 1, actor="t")
    assert filled.customers.get("C1").tier_floor is None
    assert filled.verify() == []


def test_what_cannot_be_kept_stops_the_points_as_well(filled: Book) -> None:
    filled.customers.add("C3", actor="t")
    filled.ledger.earn("C3", 40, occurred_at=JAN_1, actor="t")
    version = filled.data_version
    clear = Change("clear", "C1", reason="misuse", keep_tier_until=date(2027, 3, 31))
    without_right = Actor("anna", frozenset((Right.CLEAR,)))
    for refusal, change, actor in (
        (errors.FloorInPast, replace(clear, keep_tier_until=date(2020, 1, 1)), Actor("t")),
        (errors.NoTierToKeep, replace(clear, customer_no="C3"), Actor("t")),
        (errors.NotPermitted, clear, without_right),
    ):
        for attempt in (filled.corrections.effects, filled.corrections.post):
            with pytest.raises(refusal):
                attempt(change, actor)
    assert filled.data_version == version
    assert filled.ledger.balance("C1").balance == 160
    filled.corrections.post(replace(clear, keep_tier_until=None), without_right)


def test_a_way_that_takes_nothing_keeps_no_tier(filled: Book) -> None:
    up = Change("up", "C1", 5, reason="goodwill", keep_tier_until=date(2027, 3, 31))
    assert filled.corrections.effects(up, "t").floor_after is None
    filled.corrections.post(up, "t")
    assert filled.customers.get("C1").tier_floor is None


def test_a_floor_that_is_there_is_told_before_and_after(filled: Book) -> None:
    filled.customers.keep_tier("C1", until=date(2026, 12, 31), reason="promise", actor="t")
    clear = Change("clear", "C1", reason="misuse")
    told = filled.corrections.effects(clear, "t")
    assert told.floor == told.floor_after == Floor("gold", date(2026, 12, 31))
    longer = filled.corrections.effects(replace(clear, keep_tier_until=date(2027, 3, 31)), "t")
    assert (longer.floor, longer.floor_after) == (told.floor, FLOOR)

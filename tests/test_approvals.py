"""Changes beyond limits wait for a second pair of eyes, who is never the author, and are posted once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from pointbook.access import Actor, Limits, Right, Scope
from pointbook.approvals import Request
from pointbook.batches import Named, Wish
from pointbook.book import Book
from pointbook.corrections import Change
from pointbook.errors import (
    ApprovalExpired,
    InsufficientPoints,
    InvalidText,
    NotPermitted,
    NotWaiting,
    OthersRequest,
    OverBatchLimit,
    OverDayLimit,
    OverLimit,
    OwnRecord,
    OwnRequest,
    PointbookError,
    UnknownApproval,
)

LIMITS = Limits(entry=Decimal(100), batch=Decimal(150), day=Decimal(250))
RIGHTS = frozenset((Right.ADJUST, Right.TRANSFER, Right.HOLD, Right.POST))
ANNA = Actor("anna", RIGHTS, LIMITS)
BORIS = Actor("boris", frozenset((Right.APPROVE,)))
MUCH = Change("up", "C1", points=Decimal(500), reason="goodwill")


@pytest.fixture(autouse=True)
def filled(memory_book: Book) -> None:
    for number, department in (("C1", "North"), ("C2", "South")):
        memory_book.customers.add(number, department=department, actor="t")
        memory_book.ledger.earn(number, 300, occurred_at=datetime(2026, 1, 1), actor="t")


def asked(book: Book, change: Change = MUCH, author: Actor = ANNA) -> int:
    return book.approvals.ask(change, actor=author, reason="promised on the phone")


def state(book: Book, approval_id: int) -> str:
    return book.approvals.one(approval_id, "anna").approval_state


def numbers(found: list[Request]) -> list[int]:
    return [each.approval_id for each in found]


def test_what_is_beyond_a_limit_waits_and_is_posted_as_the_author_s(memory_book: Book) -> None:
    book = memory_book
    with pytest.raises(OverLimit):
        book.corrections.post(MUCH, ANNA)
    number = asked(book)
    assert book.ledger.balance("C1").balance == 300
    assert numbers(book.approvals.waiting(BORIS)) == [number]
    opened = book.approvals.look(number, BORIS)
    assert opened.effects is not None
    assert (opened.effects.after.balance, opened.moved, opened.refusal) == (800, None, None)

    done = book.approvals.approve(number, actor=BORIS)

    assert book.ledger.balance("C1").balance == 800
    row = book.store.ask(
        "select actor, approver, reason from point_entry order by entry_id desc limit 1"
    ).row(0)
    assert row == ("anna", "boris", "goodwill")
    assert (done.approval_state, done.decided_by) == ("approved", "boris")
    assert book.approvals.waiting(BORIS) == []
    assert book.verify() == []


def test_the_approver_is_never_the_author(memory_book: Book) -> None:
    both = replace(ANNA, rights=RIGHTS | {Right.APPROVE}, limits=Limits())
    number = asked(memory_book, author=both)
    assert memory_book.approvals.waiting(both) == []
    for decide in (memory_book.approvals.approve, memory_book.approvals.refuse):
        with pytest.raises(OwnRequest):
            decide(number, actor=both, **({"reason": "no"} if "refuse" in str(decide) else {}))
    assert state(memory_book, number) == "waiting"


def test_only_one_who_may_approve_decides(memory_book: Book) -> None:
    number = asked(memory_book)
    carl = Actor("carl", RIGHTS)
    assert memory_book.approvals.waiting(carl) == []
    with pytest.raises(NotPermitted):
        memory_book.approvals.approve(number, actor=carl)
    with pytest.raises(NotPermitted):
        memory_book.approvals.refuse(number, actor=carl, reason="no")
    with pytest.raises(UnknownApproval):
        memory_book.approvals.one(number, carl)


def test_only_one_who_might_do_it_within_limits_may_ask(memory_book: Book) -> None:
    viewer = Actor("viewer", frozenset())
    with pytest.raises(NotPermitted):
        asked(memory_book, author=viewer)
    with pytest.raises(NotPermitted):
        asked(memory_book, Change("clear", "C1", reason="misuse"))
    with pytest.raises(InvalidText):
        memory_book.approvals.ask(MUCH, actor=ANNA, reason=" ")
    with pytest.raises(InsufficientPoints):
        asked(memory_book, Change("down", "C1", points=Decimal(301), reason="misuse"))
    assert memory_book.approvals.mine(ANNA) == []


def test_nobody_decides_about_customers_they_do_not_see(memory_book: Book) -> None:
    number = asked(memory_book)
    to_south = asked(memory_book, Change("transfer", "C1", points=200, to_no="C2", reason="family"))
    north, south = (
        replace(BORIS, scope=Scope("department", (name,))) for name in ("North", "South")
    )
    assert numbers(memory_book.approvals.waiting(north)) == [number]
    assert memory_book.approvals.waiting(south) == []
    with pytest.raises(UnknownApproval):
        memory_book.approvals.approve(to_south, actor=north)
    assert memory_book.approvals.approve(number, actor=north).approval_state == "approved"


def test_a_batch_is_for_one_who_sees_all_that_the_author_sees(memory_book: Book) -> None:
    wish = Wish("up", Named(("C1", "C2")), "goodwill", points=Decimal(100))
    number = memory_book.approvals.ask(wish, actor=ANNA, reason="spring")
    narrow = replace(BORIS, scope=Scope("department", ("North",)))
    assert memory_book.approvals.waiting(narrow) == []
    assert numbers(memory_book.approvals.waiting(BORIS)) == [number]


def test_the_approver_s_own_limits_count_for_what_they_approve(memory_book: Book) -> None:
    book, small = memory_book, replace(BORIS, limits=Limits(entry=Decimal(499)))
    number = asked(book)
    refusal = book.approvals.look(number, small).refusal
    assert isinstance(refusal, OverLimit)
    with pytest.raises(OverLimit):
        book.approvals.approve(number, actor=small)
    assert (state(book, number), book.ledger.balance("C1").balance) == ("waiting", 300)

    daily = replace(BORIS, limits=Limits(day=Decimal(700)))
    book.approvals.approve(number, actor=daily)
    second = asked(book, replace(MUCH, points=Decimal(201)))
    assert isinstance(book.approvals.look(second, daily).refusal, OverDayLimit)
    with pytest.raises(OverDayLimit):
        book.approvals.approve(second, actor=daily)
    # What was approved is not taken from the author's own day.
    book.ledger.adjust("C1", 100, actor=ANNA)
    assert book.verify() == []


def test_nobody_decides_about_their_own_points(memory_book: Book) -> None:
    with pytest.raises(OwnRecord):
        asked(memory_book, author=replace(ANNA, customer_no="C1"))
    number = asked(memory_book)
    mine = replace(BORIS, customer_no="C1")
    assert isinstance(memory_book.approvals.look(number, mine).refusal, OwnRecord)
    with pytest.raises(OwnRecord):
        memory_book.approvals.approve(number, actor=mine)
    wish = Wish("up", Named(("C1", "C2")), "goodwill", points=Decimal(100))
    batch = memory_book.approvals.ask(wish, actor=ANNA, reason="spring")
    with pytest.raises(OwnRecord):
        memory_book.approvals.approve(batch, actor=mine)
    assert state(memory_book, number) == state(memory_book, batch) == "waiting"


def test_a_batch_leaves_out_whoever_makes_it(memory_book: Book) -> None:
    wish = Wish("up", Named(("C1", "C2")), "goodwill", points=Decimal(10))
    preview = memory_book.batches.preview(wish, replace(ANNA, customer_no="C1"))
    assert preview.rows["fate"].to_list() == ["own", "ok"]


def test_a_request_expires_when_its_customer_has_changed(memory_book: Book) -> None:
    number = asked(memory_book)
    memory_book.ledger.redeem("C1", 1, actor="t")
    assert memory_book.approvals.waiting(BORIS)[0].has_moved
    assert memory_book.approvals.look(number, BORIS).moved == "account"
    with pytest.raises(ApprovalExpired, match="changed after"):
        memory_book.approvals.approve(number, actor=BORIS)
    assert memory_book.ledger.balance("C1").balance == 299
    assert state(memory_book, number) == "expired"
    again = asked(memory_book)
    assert memory_book.approvals.approve(again, actor=BORIS).approval_state == "approved"
    assert memory_book.verify() == []


def test_a_request_expires_when_time_alone_makes_it_another_one(memory_book: Book) -> None:
    """Points that end between asking and approving: no revision tells of it."""
    book = memory_book
    book.ledger.earn(
        "C1", 50, expires_at=date(2026, 6, 30), occurred_at=datetime(2026, 1, 2), actor="t"
    )
    clearing = replace(ANNA, rights=RIGHTS | {Right.CLEAR})
    number = asked(book, Change("clear", "C1", reason="misuse"), clearing)
    book.approvals._book.ledger._desk.now = lambda: datetime(2026, 7, 1, 9)
    book.now = lambda: datetime(2026, 7, 1, 9)
    with pytest.raises(ApprovalExpired, match="something else"):
        book.approvals.approve(number, actor=BORIS)
    assert state(book, number) == "expired"


def test_a_batch_expires_when_one_of_its_customers_has_changed(memory_book: Book) -> None:
    wish = Wish("down", Named(("C1", "C2")), "correction", points=Decimal(100))
    with pytest.raises(OverBatchLimit):
        memory_book.batches.post(
            shown := memory_book.batches.preview(wish, ANNA), shown.digest, ANNA
        )
    number = memory_book.approvals.ask(wish, actor=ANNA, reason="spring", shown=shown.digest)
    good = memory_book.approvals.ask(wish, actor=ANNA, reason="again", shown=shown.digest)
    assert memory_book.approvals.approve(good, actor=BORIS).approval_state == "approved"
    found = memory_book.batches.history("t").row(0, named=True)
    assert (found["actor"], found["points_out"]) == ("anna", 200)
    with pytest.raises(ApprovalExpired):
        memory_book.approvals.approve(number, actor=BORIS)
    assert state(memory_book, number) == "expired"
    assert memory_book.ledger.balance("C1").balance == 200
    entries = memory_book.store.ask(
        "select distinct actor, approver from point_entry where batch_id is not null"
    )
    assert entries.rows() == [("anna", "boris")]
    assert memory_book.verify() == []


def test_an_expired_request_is_ended_by_whoever_looks_and_no_other_is(memory_book: Book) -> None:
    number = asked(memory_book)
    assert not memory_book.approvals.expire(number, actor=BORIS)
    memory_book.ledger.redeem("C1", 1, actor="t")
    assert memory_book.approvals.expire(number, actor=BORIS)
    assert state(memory_book, number) == "expired"


def test_a_request_of_one_who_was_shut_out_expires(memory_book: Book) -> None:
    book = memory_book
    book.access.add("root", role="administrator", actor="t")
    book.access.add("olga", role="operator", actor="t")
    author = book.access.actor("olga")
    assert author is not None
    number = book.approvals.ask(
        Change("up", "C1", points=6000, reason="goodwill"), actor=author, reason="x"
    )
    book.access.change("olga", is_active=False, actor="t")
    assert book.approvals.look(number, BORIS).moved == "author"
    with pytest.raises(ApprovalExpired):
        book.approvals.approve(number, actor=BORIS)
    assert book.ledger.balance("C1").balance == 300


def test_it_is_refused_with_a_reason_that_the_author_reads(memory_book: Book) -> None:
    number = asked(memory_book)
    with pytest.raises(InvalidText):
        memory_book.approvals.refuse(number, actor=BORIS, reason="")
    memory_book.approvals.refuse(number, actor=BORIS, reason="no proof", request_id="r")
    memory_book.approvals.refuse(number, actor=BORIS, reason="no proof", request_id="r")
    [mine] = memory_book.approvals.mine(ANNA)
    assert (mine.approval_state, mine.answer, mine.decided_by) == ("refused", "no proof", "boris")
    for act in (
        lambda: memory_book.approvals.approve(number, actor=BORIS),
        lambda: memory_book.approvals.withdraw(number, actor=ANNA),
    ):
        with pytest.raises(NotWaiting):
            act()
    assert memory_book.verify() == []


def test_only_the_author_withdraws(memory_book: Book) -> None:
    number = asked(memory_book)
    with pytest.raises(OthersRequest):
        memory_book.approvals.withdraw(number, actor=BORIS)
    memory_book.approvals.withdraw(number, actor=ANNA)
    assert state(memory_book, number) == "withdrawn"
    with pytest.raises(NotWaiting):
        memory_book.approvals.approve(number, actor=BORIS)
    assert memory_book.ledger.balance("C1").balance == 300


def test_pressed_twice_it_is_approved_once(memory_book: Book) -> None:
    number = asked(memory_book)
    for _ in range(2):
        memory_book.approvals.approve(number, actor=BORIS, request_id="once")
    with pytest.raises(NotWaiting):
        memory_book.approvals.approve(number, actor=BORIS, request_id="another")
    assert memory_book.ledger.balance("C1").balance == 800


def test_from_many_windows_at_once_exactly_one_passes(book: Book) -> None:
    book.customers.add("C1", actor="t")
    book.ledger.earn("C1", 300, occurred_at=datetime(2026, 1, 1), actor="t")
    author = replace(ANNA, rights=RIGHTS | {Right.APPROVE})
    number = asked(book, author=author)

    def decide(place: int) -> str:
        name = "anna" if place % 4 == 0 else f"b{place}"
        try:
            book.approvals.approve(number, actor=replace(BORIS, name=name))
        except PointbookError as refusal:
            return refusal.code
        return name

    with ThreadPoolExecutor(8) as pool:
        came = list(pool.map(decide, range(16)))
    assert sum(each.startswith("b") for each in came) == 1
    assert [each for each in came[::4]] == ["own_request"] * 4
    assert book.ledger.balance("C1").balance == 800
    assert book.verify() == []


@pytest.mark.parametrize(
    "change",
    [
        Change("down", "C1", points=Decimal(200), reason="misuse"),
        Change("claw_back", entry_id=1, points=Decimal(200), reason="refund"),
        Change("transfer", "C1", points=Decimal(200), to_no="C2", reason="family", note="call"),
        Change("extend", entry_id=1, expires_at=None, reason="goodwill"),
        Change("reassign", entry_id=1, to_no="C2", reason="wrong_customer"),
        Change("hold", "C1", points=Decimal(200), reason="investigation"),
    ],
    ids=lambda change: change.way,
)
def test_every_way_can_be_asked_for_and_approved(memory_book: Book, change: Change) -> None:
    if change.way == "extend":
        memory_book.ledger.earn(
            "C1", 300, expires_at=date(2027, 1, 1), occurred_at=datetime(2026, 1, 1), actor="t"
        )
        change = replace(change, entry_id=3)
    number = asked(memory_book, change)
    told = memory_book.approvals.look(number, BORIS).effects
    assert told is not None
    memory_book.approvals.approve(number, actor=BORIS)
    assert memory_book.ledger.balance("C1").balance == told.after.balance
    assert memory_book.ledger.balance("C1").held == told.after.held
    assert memory_book.verify() == []


def test_giving_back_what_lapses_at_once_can_be_approved(memory_book: Book) -> None:
    ledger = memory_book.ledger
    ledger.earn(
        "C1", 50, occurred_at=datetime(2026, 1, 1), expires_at=datetime(2026, 2, 1), actor="t"
    )
    spent = ledger.redeem("C1", 50, occurred_at=datetime(2026, 1, 2), actor="t")
    change = Change("restore", entry_id=spent.entry_id, reason="goodwill")
    foreseen = memory_book.approvals.foresee(change, ANNA)
    assert [(each.kind, each.points) for each in foreseen.postings] == [
        ("restore", 50),
        ("expire", -50),
    ]

    number = asked(memory_book, change)
    memory_book.approvals.approve(number, actor=BORIS)

    assert state(memory_book, number) == "approved"
    assert ledger.entries("C1")["kind"].to_list()[-2:] == ["restore", "expire"]


def test_the_audit_tells_who_asked_and_who_approved_and_no_word_of_theirs(
    memory_book: Book,
) -> None:
    number = asked(memory_book, replace(MUCH, note="secret note"))
    memory_book.approvals.approve(number, actor=BORIS)
    links = memory_book.store.ask(
        "select command, actor, details from audit_link order by link_id desc limit 2"
    ).rows()
    assert [row[:2] for row in links] == [("approve", "boris"), ("ask_approval", "anna")]
    assert '"author": "anna"' in links[0][2]
    assert "secret" not in str(links)
    assert "promised" not in str(links)
    uses = memory_book.store.question("audit/last_uses")
    assert ("boris", "approve") in {row[:2] for row in uses.rows()}


def test_erasing_a_customer_takes_the_words_and_expires_the_request(memory_book: Book) -> None:
    book = memory_book
    number = asked(book, replace(MUCH, note="lives in the red house"))
    wish = Wish("up", Named(("C1", "C2")), "goodwill", points=Decimal(100))
    batch = book.approvals.ask(wish, actor=ANNA, reason="spring")
    book.customers.erase("C1", reason="asked for it", actor="t")
    assert book.store.ask("select * from approval_text").is_empty()
    assert book.approvals.one(number, "anna").change is None
    for each in (number, batch):
        with pytest.raises(ApprovalExpired, match="erased"):
            book.approvals.approve(each, actor=BORIS)
    assert book.verify() == []


def test_rows_changed_behind_the_book_s_back_are_found(memory_book: Book) -> None:
    number = asked(memory_book)
    with memory_book.store._visit() as cursor:
        cursor.execute("update approval_text set text = 'other' where part = 'content'")
    assert [each.rule for each in memory_book.verify()] == ["approval_text"]
    with memory_book.store._visit() as cursor, pytest.raises(Exception, match="append-only"):
        cursor.execute("delete from approval_request where approval_id = ?", [number])

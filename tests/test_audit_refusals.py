"""Refusals: every one is kept, with who, where from and why; a flood of them stays small."""

from __future__ import annotations

import inspect
import json
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

import pointbook
from pointbook.access import Actor, Limits, Origin, Right
from pointbook.access.room import Access
from pointbook.backups import Backups
from pointbook.book import Book
from pointbook.customers.registry import Customers
from pointbook.errors import (
    InsufficientPoints,
    NotPermitted,
    OverLimit,
    PointbookError,
    ProblemsRemain,
    StaleWrite,
    UnknownCustomer,
)
from pointbook.imports.saved_profiles import SavedProfiles
from pointbook.ledger.room import Ledger
from pointbook.store import refusals
from tests.conftest import NOW

CLERK = Actor("clerk", frozenset((Right.POST,)), origin=Origin("page", "10.1.2.3"))


@pytest.fixture
def stocked(book: Book) -> Book:
    """A book with one customer who has 100 points."""
    book.customers.add("C1", name="曾小贤", phone="13800001234", actor="t")
    book.ledger.earn("C1", 100, actor="t")
    return book


def kept(book: Book) -> list[dict[str, Any]]:
    return book.ask("book/refusals").rows(named=True)


def refuse(kind: type[PointbookError], act: Callable[[], object]) -> None:
    with pytest.raises(kind):
        act()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """The time of refusals stands still unless it is moved on."""
    at = [datetime(2026, 6, 30, 4, 0)]
    monkeypatch.setattr(refusals, "utc_now", lambda: at[0])

    def move(by: timedelta) -> None:
        at[0] += by

    return move


def test_a_refused_right_is_kept_with_who_where_from_and_why(stocked: Book) -> None:
    refuse(NotPermitted, lambda: stocked.ledger.adjust("C1", 5, actor=CLERK))
    (row,) = kept(stocked)
    assert (row["actor"], row["command"], row["code"]) == ("clerk", "adjust_up", "not_permitted")
    assert json.loads(row["details"]) == {
        "from": {"address": "10.1.2.3", "face": "page"},
        "values": {"right": "points:adjust"},
    }


def test_what_the_ledger_refuses_is_kept_after_nothing_was_written(stocked: Book) -> None:
    before = (stocked.data_version, stocked.store.link_id)
    refuse(InsufficientPoints, lambda: stocked.ledger.redeem("C1", 101, actor=CLERK))
    refuse(StaleWrite, lambda: stocked.ledger.redeem("C1", 1, actor=CLERK, expected_revision=99))
    small = Actor("clerk", limits=Limits(entry=10))  # type: ignore[arg-type]
    refuse(OverLimit, lambda: stocked.ledger.redeem("C1", 11, actor=small))
    assert [row["code"] for row in kept(stocked)] == [
        "insufficient_points",
        "stale_write",
        "over_limit",
    ]
    told = json.loads(kept(stocked)[0]["details"])["values"]
    assert told == {"available": "100.00", "customer_no": "C1", "needed": "101.00"}
    assert (stocked.data_version, stocked.store.link_id) == before


REFUSED_EARLY: tuple[tuple[str, str, Callable[[Book], object]], ...] = (
    ("earn", "invalid_amount", lambda b: b.ledger.earn("C1", "abc", actor=CLERK)),
    ("earn", "date_in_future", lambda b: b.ledger.earn("C1", 1, occurred_at="2030-01-01", actor=CLERK)),
    ("earn", "invalid_date", lambda b: b.ledger.earn("C1", 1, expires_at="tomorrow", actor=CLERK)),
    ("redeem", "invalid_amount", lambda b: b.ledger.redeem("C1", "1.234", actor=CLERK)),
    ("adjust", "invalid_amount", lambda b: b.ledger.adjust("C1", "many", actor=CLERK)),
    ("hold", "invalid_text", lambda b: b.ledger.hold("C1", 1, note="x" * 5000, actor="t")),
    ("claw_back", "unknown_entry", lambda b: b.ledger.claw_back(99, actor=CLERK)),
    ("restore", "unknown_entry", lambda b: b.ledger.restore(99, actor=CLERK)),
    ("reverse", "unknown_entry", lambda b: b.ledger.reverse(99, actor=CLERK)),
    ("expire", "date_in_future", lambda b: b.ledger.expire("2030-01-01", actor="t")),
    ("undo", "unknown_batch", lambda b: b.imports.undo(99, actor="t")),
    ("add_customer", "invalid_text", lambda b: b.customers.add("", actor="t")),
    ("edit_customer", "invalid_text", lambda b: b.customers.edit("C1", name="x" * 501, actor="t")),
    ("erase_customer", "invalid_text", lambda b: b.customers.erase("C1", reason="", actor="t")),
    ("add_user", "invalid_text", lambda b: b.access.add("no name", role="viewer", actor="t")),
    ("change_user", "invalid_text", lambda b: b.access.change("?", role="viewer", actor="t")),
    ("reset_password", "unknown_user", lambda b: b.access.reset("nobody", actor="t")),
    ("add_department", "invalid_text", lambda b: b.access.add_department(" ", actor="t")),
    ("save_profile", "invalid_profile", lambda b: b.imports.profiles.import_json("{", actor="t")),
    ("restore_backup", "book_missing", lambda b: b.backups.restore("none", actor="t")),
)  # fmt: skip


@pytest.mark.parametrize(
    ("command", "code", "act"),
    REFUSED_EARLY,
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_what_is_refused_before_the_book_is_asked_is_kept_once(
    stocked: Book, command: str, code: str, act: Callable[[Book], object]
) -> None:
    refuse(PointbookError, lambda: act(stocked))
    (row,) = kept(stocked)
    assert (row["command"], row["code"]) == (command, code)
    for typed in ("abc", "many", "1.234", "no name", "tomorrow"):
        assert typed not in row["details"]


def test_reading_and_looking_ahead_is_no_refusal(stocked: Book) -> None:
    refuse(UnknownCustomer, lambda: stocked.customers.get("C9"))
    refuse(UnknownCustomer, lambda: stocked.ledger.balance("C9"))
    refuse(PointbookError, lambda: stocked.imports.preview_undo(99, actor="t"))
    refuse(PointbookError, lambda: stocked.imports.read(b"", filename="a.csv"))
    bad = "客户号,积分,日期\nA,many,2026-01-05\n".encode()
    assert stocked.imports.read(bad, filename="a.csv").plan().problem_rows == 1
    assert kept(stocked) == []


def test_whoever_gives_no_name_leaves_no_row(stocked: Book) -> None:
    refuse(PointbookError, lambda: stocked.ledger.earn("C1", 1, actor=" "))
    refuse(PointbookError, lambda: stocked.ledger.earn("C1", 1, actor="x" * 65))
    assert kept(stocked) == []


@pytest.mark.parametrize("room", [Ledger, Customers, Access, SavedProfiles, Backups])
def test_no_command_forgets_to_keep_its_refusals(room: type) -> None:
    commands = [
        name for name, each in vars(room).items()
        if not name.startswith("_") and callable(each)
        and {"actor", "request_id", "asked"} & inspect.signature(each).parameters.keys()
        and not isinstance(each, type)
    ]  # fmt: skip
    bare = {name for name in commands if not hasattr(getattr(room, name), "__wrapped__")}
    assert len(commands) >= 3
    read = {"get", "changes", "own_fields", "with_phone"}
    assert bare <= read | {"actor", "foresee_undo", "balance", "entries", "lots", "draws"}


def test_a_file_left_out_as_a_whole_is_a_refusal(book: Book) -> None:
    text = "客户号,积分,日期\nA,10,2026-01-05\nB,many,2026-01-06\n"
    plan = book.imports.read(text.encode(), filename="a.csv").plan()
    refuse(ProblemsRemain, lambda: plan.post(actor="t", all_or_nothing=True))
    assert [(row["command"], row["code"]) for row in kept(book)] == [("import", "problems_remain")]


def test_what_somebody_typed_is_not_kept(stocked: Book) -> None:
    typed = "13800001234"
    refuse(UnknownCustomer, lambda: stocked.ledger.earn(typed, 1, actor=CLERK))
    refuse(PointbookError, lambda: stocked.access.change(typed, role="viewer", actor="t"))
    assert len(kept(stocked)) == 2
    assert typed not in json.dumps(kept(stocked), default=str)


def test_equal_refusals_within_a_minute_are_two_rows(
    stocked: Book, clock: Callable[[timedelta], None]
) -> None:
    for _ in range(500):
        refuse(NotPermitted, lambda: stocked.ledger.adjust("C1", 5, actor=CLERK))
        clock(timedelta(milliseconds=100))
    assert [row["times"] for row in kept(stocked)] == [1]
    clock(timedelta(minutes=1))
    stocked.ledger.earn("C1", 1, actor="t")
    assert [row["times"] for row in kept(stocked)] == [1, 499]
    assert kept(stocked)[1]["last_at"] == datetime(2026, 6, 30, 4, 0, 49, 900_000)


def test_a_flood_of_different_refusals_by_one_actor_is_bounded(
    stocked: Book, clock: Callable[[timedelta], None]
) -> None:
    for points in range(200, 400):
        refuse(
            InsufficientPoints,
            lambda points=points: stocked.ledger.redeem("C1", points, actor=CLERK),
        )  # type: ignore[misc]
    clock(timedelta(minutes=2))
    stocked.store.refusals.settle()
    assert len(kept(stocked)) == refusals.MOST + 2
    assert sum(row["times"] for row in kept(stocked)) == 200


def test_closing_the_book_keeps_what_was_counted_so_far(
    tmp_path: Path, clock: Callable[[timedelta], None]
) -> None:
    path = tmp_path / "closed.duckdb"
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        for _ in range(3):
            refuse(NotPermitted, lambda: book.ledger.adjust("C1", 5, actor=CLERK))
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        assert [row["times"] for row in kept(book)] == [1, 2]
        book.ledger.opening(book.customers.add("C1", actor="t").customer_no, 1, actor="t")
        assert book.verify() == []


def test_a_refusal_waits_for_no_writer(stocked: Book) -> None:
    refused = threading.Event()

    def refuse_one() -> None:
        refuse(NotPermitted, lambda: stocked.ledger.adjust("C1", 5, actor=CLERK))
        refused.set()

    def while_writing(_writing: object) -> bool:
        threading.Thread(target=refuse_one).start()
        return refused.wait(20)

    from pointbook.store.writing import Command

    told, _ = stocked.store.perform(Command("test", "t"), while_writing)
    assert told
    assert len(kept(stocked)) == 1


def test_the_list_is_append_only_and_the_next_link_anchors_it(stocked: Book) -> None:
    refuse(NotPermitted, lambda: stocked.ledger.adjust("C1", 5, actor=CLERK))
    stocked.ledger.earn("C1", 1, actor="t")
    details = json.loads(stocked.ask("book/links").row(-1, named=True)["details"])
    assert details["refusals"] == {"chain": kept(stocked)[0]["chain"], "number": 1}
    with pytest.raises(duckdb.Error, match="append-only"):
        stocked.store._instance.connection.execute("delete from audit_refusal")


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("update audit_refusal set actor = 'x' where refusal_id = 2", "refusal 2"),
        ("delete from audit_refusal where refusal_id = 1", "refusal 2"),
        ("delete from audit_refusal where refusal_id = 3", "refusal 3, link 3"),
        ("delete from audit_refusal", "refusal 1, link 3"),
    ],
)
def test_a_refusal_that_was_altered_or_taken_out_is_named(
    tmp_path: Path, statement: str, place: str
) -> None:
    path = tmp_path / "altered.duckdb"
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        book.customers.add("C1", actor="t")
        book.ledger.earn("C1", 100, actor="t")
        for points in (101, 102, 103):
            refuse(
                InsufficientPoints,
                lambda points=points: book.ledger.redeem("C1", points, actor=CLERK),  # type: ignore[misc]
            )
        book.ledger.earn("C1", 1, actor="t")
        assert book.verify() == []
    with duckdb.connect(str(path)) as raw:
        for event in ("update", "delete"):
            raw.execute(f"drop trigger audit_refusal_no_{event} on audit_refusal")
        raw.execute(statement)
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        broken = [each for each in book.verify() if each.rule == "refusals_unbroken"]
    assert [each.place for each in broken] == [place]


def test_whoever_may_not_see_erase_or_export_is_noted_as_everywhere_else(stocked: Book) -> None:
    for ask in (
        lambda: stocked.customers.erase("C1", reason="asked for", actor=CLERK),
        lambda: stocked.traces.unmasked(actor=CLERK, page="lookup"),
        lambda: stocked.traces.exported(actor=CLERK, what="lookup", rows=1),
    ):
        refuse(NotPermitted, ask)
    noted = [row["command"] for row in kept(stocked)]
    assert noted == ["erase_customer", "unmask", "export"]

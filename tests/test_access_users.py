"""Users, roles, departments and limits: who may do what, checked by the commands themselves."""

from __future__ import annotations

import ast
import json
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest

from pointbook.access import NO_LIMITS, Actor, Limits, Right
from pointbook.access.roles import STARTING
from pointbook.book import Book
from pointbook.errors import (
    DepartmentCycle,
    DepartmentInUse,
    FixedRole,
    InvalidText,
    LastAdministrator,
    NotPermitted,
    OverBatchLimit,
    OverDayLimit,
    OverLimit,
    OwnPassword,
    SignInAgain,
    UnknownDepartment,
    UnknownRole,
    UnknownUser,
    UserExists,
    WrongPassword,
)
from pointbook.store.writing import Command, Writing
from pointbook.texts import section

ROOT = Actor("root")
SOURCES = Path(__file__).resolve().parent.parent


@pytest.fixture
def staffed(book: Book) -> Book:
    """A book with an administrator and an operator."""
    book.access.add("boss", role="administrator", actor=ROOT)
    book.access.add("lina", role="operator", full_name=" 李娜 ", actor=ROOT)
    return book


def as_(book: Book, name: str) -> Actor:
    actor = book.access.actor(name)
    assert actor is not None
    return actor


def test_a_user_has_the_rights_and_limits_of_the_role_as_it_is_now(staffed: Book) -> None:
    lina = as_(staffed, "lina")
    assert lina.rights == STARTING["operator"].rights
    assert lina.limits.entry == 5000
    staffed.access.change("lina", role="viewer", actor=as_(staffed, "boss"))
    assert as_(staffed, "lina").rights == frozenset()
    staffed.access.change("lina", is_active=False, actor=as_(staffed, "boss"))
    assert staffed.access.actor("lina") is None
    assert staffed.access.actor("nobody") is None


def test_names_are_written_one_way_and_never_given_twice(staffed: Book) -> None:
    assert staffed.access.user("lina").full_name == "李娜"
    staffed.access.change("lina", is_active=False, actor=ROOT)
    with pytest.raises(UserExists):
        staffed.access.add(" LiNa", role="viewer", actor=ROOT)
    for name in ("", " ", "a b", "x" * 33, "-x", "<b>"):
        with pytest.raises(InvalidText):
            staffed.access.add(name, role="viewer", actor=ROOT)
    assert staffed.access.add("王芳", role="viewer", actor=ROOT).user_name == "王芳"


def test_only_who_manages_users_may_touch_them(staffed: Book) -> None:
    lina, access = as_(staffed, "lina"), staffed.access
    for attempt in (
        lambda: access.add("eve", role="viewer", actor=lina),
        lambda: access.change("lina", role="administrator", actor=lina),
        lambda: access.reset("boss", actor=lina),
        lambda: access.initial_password("boss", actor=lina),
        lambda: access.set_role("operator", frozenset(Right), NO_LIMITS, actor=lina),
        lambda: access.add_department("销售部", actor=lina),
        lambda: access.close_department(1, actor=lina),
    ):
        with pytest.raises(NotPermitted):
            attempt()
    assert set(access.users()) == {"boss", "lina"}


def test_nobody_hands_out_more_rights_than_they_have(staffed: Book) -> None:
    access = staffed.access
    access.set_role("人事", frozenset({Right.MANAGE_USERS}), NO_LIMITS, actor=ROOT)
    access.add("hr", role="人事", actor=ROOT)
    hr = as_(staffed, "hr")
    assert access.add("new", role="viewer", actor=hr).role == "viewer"
    for attempt in (
        lambda: access.add("eve", role="operator", actor=hr),
        lambda: access.change("hr", role="administrator", actor=hr),
        lambda: access.change("boss", is_active=False, actor=hr),
        lambda: access.reset("boss", actor=hr),
        lambda: access.set_role("人事", frozenset(Right), NO_LIMITS, actor=hr),
    ):
        with pytest.raises(NotPermitted):
            attempt()


def test_nobody_locks_themselves_out_by_a_reset(staffed: Book) -> None:
    staffed.access.door.set_password("boss", "kitchen-blue-42")
    with pytest.raises(OwnPassword):
        staffed.access.reset("boss", actor=as_(staffed, "boss"))
    assert staffed.access.door.sign_in("boss", "kitchen-blue-42", address="10.0.0.1").token


def test_the_last_administrator_stays(staffed: Book) -> None:
    access = staffed.access
    for changes in ({"is_active": False}, {"role": "manager"}):
        with pytest.raises(LastAdministrator):
            access.change("boss", actor=ROOT, **changes)
    access.change("lina", role="administrator", actor=ROOT)
    assert not access.change("boss", is_active=False, actor=ROOT).is_active
    with pytest.raises(FixedRole):
        access.set_role("administrator", frozenset(), NO_LIMITS, actor=ROOT)


def test_what_does_not_exist_is_refused(staffed: Book) -> None:
    with pytest.raises(UnknownUser):
        staffed.access.change("nobody", role="viewer", actor=ROOT)
    with pytest.raises(UnknownRole):
        staffed.access.change("lina", role="king", actor=ROOT)
    with pytest.raises(UnknownDepartment):
        staffed.access.change("lina", department_id=9, actor=ROOT)


def test_a_starting_role_can_be_changed_and_own_ones_are_added(staffed: Book) -> None:
    limits = Limits(Decimal(10), Decimal("20.5"), Decimal(30))
    staffed.access.set_role("operator", frozenset({Right.ADJUST}), limits, actor=ROOT)
    assert as_(staffed, "lina") == Actor("lina", frozenset({Right.ADJUST}), limits)
    staffed.access.set_role("财务", frozenset({Right.EXPORT}), NO_LIMITS, actor=ROOT)
    assert list(staffed.access.roles()) == [*STARTING, "财务"]


def test_departments_are_a_tree_without_cycles(staffed: Book) -> None:
    access = staffed.access
    head = access.add_department("总部", actor=ROOT)
    sales = access.add_department("销售部", head, actor=ROOT)
    south = access.add_department("华南", sales, actor=ROOT)
    assert [(each.path, each.depth) for each in access.departments()] == [
        ("总部", 0), ("总部 / 销售部", 1), ("总部 / 销售部 / 华南", 2),
    ]  # fmt: skip
    for below in (sales, south):
        with pytest.raises(DepartmentCycle):
            access.move_department(sales, below, actor=ROOT)
    access.move_department(south, head, actor=ROOT)
    access.rename_department(south, "华南区", actor=ROOT)
    assert [each.path for each in access.departments()] == [
        "总部", "总部 / 华南区", "总部 / 销售部",
    ]  # fmt: skip


def test_a_department_is_closed_only_when_it_is_empty(staffed: Book) -> None:
    access = staffed.access
    head = access.add_department("总部", actor=ROOT)
    sales = access.add_department("销售部", head, actor=ROOT)
    access.change("lina", department_id=sales, actor=ROOT)
    for department in (head, sales):
        with pytest.raises(DepartmentInUse):
            access.close_department(department, actor=ROOT)
    access.change("lina", department_id=None, actor=ROOT)
    access.close_department(sales, actor=ROOT)
    access.close_department(head, actor=ROOT)
    with pytest.raises(UnknownDepartment):
        access.add_department("华东", head, actor=ROOT)


def test_every_change_is_in_the_chain_and_no_secret_is(staffed: Book) -> None:
    password = staffed.access.initial_password("lina", actor=ROOT)
    token = staffed.access.reset("lina", actor=ROOT)
    links = staffed.ask("book/links")
    commands = links["command"].to_list()
    assert commands == ["add_user", "add_user", "reset_password", "reset_password"]
    told = json.dumps(links.select("details", "receipt", "request_id").rows(), default=str)
    assert password not in told
    assert token not in told
    assert "李娜" not in told
    assert staffed.verify() == []


def test_a_new_user_never_inherits_a_password(staffed: Book) -> None:
    staffed.access.door.set_password("eve", "kitchen-blue-42")  # left over from before a restore
    staffed.access.add("eve", role="viewer", actor=ROOT)
    with pytest.raises(WrongPassword):
        staffed.access.door.sign_in("eve", "kitchen-blue-42", address="10.0.0.1")


def test_the_first_start_makes_one_administrator_once(book: Book) -> None:
    made = book.access.first_password()
    assert made is not None
    name, password = made
    assert name == "admin"
    assert book.access.user("admin").role == "administrator"
    assert book.access.first_password() is None
    door = book.access.door
    assert door.sign_in("admin", password, address="10.0.0.1").must_change
    door.change_password("admin", password, "kitchen-blue-42", address="10.0.0.1")
    assert book.access.first_password() is None


def test_a_book_without_its_keyring_gets_a_new_password_for_its_administrator(
    staffed: Book,
) -> None:
    made = staffed.access.first_password()
    assert made is not None
    assert made[0] == "boss"
    assert set(staffed.access.users()) == {"boss", "lina"}


def test_disabling_ends_every_session(staffed: Book) -> None:
    door = staffed.access.door
    door.set_password("lina", "kitchen-blue-42")
    token = door.sign_in("lina", "kitchen-blue-42", address="10.0.0.1").token
    staffed.access.change("lina", is_active=False, actor=ROOT)
    staffed.access.change("lina", is_active=True, actor=ROOT)
    assert door.session(token) is None


def test_what_is_delicate_asks_again_who_one_is_and_nothing_else_does(staffed: Book) -> None:
    staffed.customers.add("C1")
    stale, users = Actor("boss", is_fresh=False), staffed.access
    for attempt in (
        lambda: users.add("new", role="viewer", actor=stale),
        lambda: users.change("lina", role="administrator", actor=stale),
        lambda: users.reset("lina", actor=stale),
        lambda: users.set_role("own", frozenset(), NO_LIMITS, actor=stale),
        lambda: users.add_department("north", actor=stale),
        lambda: users.add_post("clerk", actor=stale),
        lambda: staffed.backups.restore("a", actor=stale),
        lambda: staffed.customers.erase("C1", reason="asked", actor=stale),
        lambda: staffed.retention.erase_due(["C1"], actor=stale),
    ):
        with pytest.raises(SignInAgain):
            attempt()
    staffed.ledger.earn("C1", 5, actor=stale)
    staffed.customers.edit("C1", name="x", actor=stale)
    staffed.retention.due(actor=stale)


def test_commands_refuse_whoever_lacks_the_right(staffed: Book) -> None:
    staffed.customers.add("C1")
    staffed.customers.add("C2")
    earned = staffed.ledger.earn("C1", 100, actor=ROOT)
    viewer, ledger = Actor("viewer", frozenset()), staffed.ledger
    for attempt in (
        lambda: ledger.earn("C1", 1, actor=viewer),
        lambda: ledger.redeem("C1", 1, actor=viewer),
        lambda: ledger.adjust("C1", 1, actor=viewer),
        lambda: ledger.clear("C1", actor=viewer),
        lambda: ledger.claw_back(earned.entry_id, actor=viewer),
        lambda: ledger.transfer("C1", "C2", 1, actor=viewer),
        lambda: ledger.hold("C1", 1, actor=viewer),
        lambda: ledger.merge("C1", "C2", actor=viewer),
        lambda: ledger.expire("2026-01-01", actor=viewer),
        lambda: staffed.customers.edit("C1", name="x", actor=viewer),
        lambda: staffed.imports.undo(1, actor=viewer),
    ):
        with pytest.raises(NotPermitted):
            attempt()
    assert ledger.entries("C1").height == 1


def test_a_change_above_the_limit_is_refused_whatever_lots_it_touches(staffed: Book) -> None:
    staffed.customers.add("C1")
    staffed.customers.add("C2")
    for _ in range(3):
        staffed.ledger.earn("C1", 40, actor=ROOT)
    lina = Actor("lina", frozenset(Right), Limits(entry=Decimal(100)))
    for attempt in (
        lambda: staffed.ledger.adjust("C1", "100.01", actor=lina),
        lambda: staffed.ledger.adjust("C1", "-100.01", actor=lina),
        lambda: staffed.ledger.transfer("C1", "C2", 101, actor=lina),
        lambda: staffed.ledger.clear("C1", actor=lina),
    ):
        with pytest.raises(OverLimit):
            attempt()
    assert staffed.ledger.balance("C1").balance == 120
    staffed.ledger.transfer("C1", "C2", 100, actor=lina)
    assert staffed.ledger.balance("C2").balance == 100


def test_a_day_has_a_limit_of_its_own_for_each_actor(staffed: Book) -> None:
    staffed.customers.add("C1")
    lina = Actor("lina", frozenset(Right), Limits(day=Decimal(100)))
    staffed.ledger.adjust("C1", 60, actor=lina, request_id="r1")
    staffed.ledger.adjust("C1", -40, actor=lina)
    with pytest.raises(OverDayLimit):
        staffed.ledger.adjust("C1", "0.01", actor=lina)
    assert staffed.ledger.adjust("C1", 60, actor=lina, request_id="r1").replayed
    staffed.ledger.adjust("C1", 500, actor=ROOT)
    assert staffed.ledger.balance("C1").balance == 520


def test_an_import_and_its_undo_have_a_limit_for_the_batch(staffed: Book) -> None:
    file = "customer_no,points,date\nC1,70,2026-05-01\nC2,31,2026-05-01\nC2,-20,2026-05-02\n"
    plan = staffed.imports.read(file.encode(), filename="p.csv").plan(kind="points")
    with pytest.raises(OverBatchLimit):
        plan.post(actor=Actor("lina", frozenset(Right), Limits(batch=Decimal(100))))
    assert staffed.ask("points/newest")["entries"].item() == 0
    run = plan.post(actor=Actor("lina", frozenset(Right), Limits(batch=Decimal(101))))
    with pytest.raises(OverBatchLimit):
        staffed.imports.undo(
            run.batch_id, actor=Actor("lina", frozenset(Right), Limits(batch=Decimal(100)))
        )
    staffed.imports.undo(run.batch_id, actor=ROOT)


def test_the_pages_never_act_by_a_plain_name() -> None:
    # A plain name is trusted with every right; behind the gate only the actor of a session counts.
    files = [
        *(SOURCES / "pages").rglob("*.py"), *(SOURCES / "pointbook/ui").rglob("*.py"),
        *(SOURCES / "pointbook/web").rglob("*.py"),
    ]  # fmt: skip
    plain = [
        f"{path.name}:{node.value.lineno}"
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.keyword) and node.arg == "actor"
        and isinstance(node.value, ast.Constant | ast.JoinedStr)
    ]  # fmt: skip
    assert len(files) > 30
    assert plain == []


def test_every_right_and_starting_role_has_its_words() -> None:
    for lang in ("zh", "en"):
        assert set(section("rights", lang)) == {"scope:all", *(right.value for right in Right)}
        assert set(section("roles", lang)) == set(STARTING)


def test_signing_in_waits_for_no_writer(staffed: Book) -> None:
    door = staffed.access.door
    door.set_password("lina", "kitchen-blue-42")

    def while_writing(_writing: Writing) -> bool:
        with ThreadPoolExecutor(1) as another:
            came = another.submit(door.sign_in, "lina", "kitchen-blue-42", address="10.0.0.1")
            token = came.result(timeout=20).token
            return another.submit(door.session, token).result(timeout=20) is not None

    came_in, _ = staffed.store.perform(Command("test", "t"), while_writing)
    assert came_in

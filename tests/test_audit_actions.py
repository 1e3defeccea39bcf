"""The list of actions: from where, before and after, filtered and paged, nothing personal in it."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from pointbook.access import Actor, Limits, Origin, Right
from pointbook.access.roles import STARTING
from pointbook.audit import Action, Wanted, telling
from pointbook.audit.rights_used import ONLY_REFUSED, RIGHT_OF, WITHOUT_RIGHT
from pointbook.book import Book
from pointbook.clock import utc_now
from pointbook.errors import NotPermitted
from pointbook.texts import section

SOURCES = Path(__file__).resolve().parent.parent / "pointbook"
BOSS = Actor("boss", origin=Origin("page", "192.168.1.7"))
PRIVATE = ("曾小贤", "13800001234", "zeng@example.com", "1990-05-06", "爱喝茶", "13911112222")


def actions(book: Book, **wanted: object) -> tuple[Action, ...]:
    return book.audit.actions(Wanted(**wanted), actor="t").rows  # type: ignore[arg-type]


@pytest.fixture
def busy(book: Book) -> Book:
    """A book where one user did a little of everything."""
    book.customers.add(
        "C1", name="曾小贤", phone="13800001234", email="zeng@example.com", birthday="1990-05-06",
        tier="银卡", 爱好="爱喝茶", actor=BOSS,
    )  # fmt: skip
    book.customers.add("C10", actor="t")
    book.ledger.earn("C1", 300, note="13911112222", actor=BOSS)
    book.ledger.redeem("C1", Decimal("50.5"), actor="t")
    book.ledger.transfer("C1", "C10", 100, actor=BOSS)
    book.customers.edit("C1", tier="金卡", phone="13911112222", store=None, 爱好="爬山", actor=BOSS)
    return book


def test_a_command_tells_where_it_came_from_without_being_told_to(busy: Book) -> None:
    links = [
        json.loads(each)["from"] for each in busy.ask("book/links")["details"] if "from" in each
    ]
    assert links == [{"address": "192.168.1.7", "face": "page"}] * 4
    newest = actions(busy)[0]
    assert (newest.face, newest.address) == ("page", "192.168.1.7")
    assert telling.came_from(newest, "zh") == "网页 · 192.168.1.7"


def test_an_edit_tells_before_and_after_but_nothing_personal(busy: Book) -> None:
    (edit,) = actions(busy, command="edit_customer")
    assert edit.changes == {"phone": None, "tier": ["银卡", "金卡"], "爱好": None}
    told = {name: (before, after) for name, before, after in telling.changes(edit, "zh")}
    assert told["等级"] == ("银卡", "金卡")
    assert told["手机"] == ("已修改，内容不留存",) * 2
    kept = " ".join(busy.ask("book/links")["details"]) + " ".join(busy.ask("book/links")["receipt"])
    assert [each for each in PRIVATE if each in kept] == []


def test_users_roles_and_departments_tell_what_changed(busy: Book) -> None:
    access = busy.access
    access.add("boss", role="administrator", actor="t")
    access.add("lina", role="operator", full_name="李娜", actor=BOSS)
    access.change("lina", role="viewer", full_name="李小娜", is_active=True, actor=BOSS)
    rights = STARTING["operator"].rights - {Right.TRANSFER}
    access.set_role("operator", rights, Limits(entry=Decimal(10)), actor=BOSS)
    number = access.add_department("销售部", actor=BOSS)
    access.rename_department(number, "销售一部", actor=BOSS)
    access.close_department(number, actor=BOSS)

    def changes(command: str) -> object:
        return actions(busy, command=command)[0].changes

    assert changes("change_user") == {"full_name": None, "role": ["operator", "viewer"]}
    role = actions(busy, command="set_role")[0].changes
    assert role["entry_limit"] == ["5000", "10"]
    assert role["day_limit"] == ["50000", None]
    assert "points:transfer" in role["role_rights"][0]  # type: ignore[index]
    assert "points:transfer" not in role["role_rights"][1]  # type: ignore[index]
    assert changes("rename_department") == {"department": ["销售部", "销售一部"]}
    assert changes("close_department") == {"is_open": [True, False]}
    assert "李" not in " ".join(busy.ask("book/links")["details"])


def test_points_tell_the_balance_before_and_after(busy: Book) -> None:
    (redeem,) = actions(busy, command="redeem")
    assert [(m.customer_no, m.before, m.after) for m in redeem.moved] == [
        ("C1", Decimal("300.00"), Decimal("249.50"))
    ]
    (transfer,) = actions(busy, command="transfer")
    assert [(m.customer_no, m.before, m.after) for m in transfer.moved] == [
        ("C1", Decimal("249.50"), Decimal("149.50")),
        ("C10", Decimal(0), Decimal(100)),
    ]
    assert telling.what(redeem, "zh").startswith("客户号 C1 −50.50")


def test_the_list_is_filtered_by_user_command_customer_day_and_refusals(busy: Book) -> None:
    with pytest.raises(NotPermitted):
        busy.ledger.adjust("C1", 1, actor=Actor("clerk", frozenset()))
    everything = busy.audit.actions(Wanted(), actor="t")
    assert (everything.commands, everything.refusals, everything.users) == (6, 1, 3)
    assert everything.rows[0].is_refusal
    assert [each.link_id for each in everything.rows[1:]] == [6, 5, 4, 3, 2, 1]
    assert {each.command for each in actions(busy, actor="t")} == {"add_customer", "redeem"}
    assert [each.code for each in actions(busy, refused=True)] == ["not_permitted"]
    # C1 is not C10.
    assert {each.command for each in actions(busy, customer_no="C10")} == {
        "add_customer",
        "transfer",
    }
    today = busy.calendar.local(utc_now()).date()
    assert len(actions(busy, since=today - timedelta(1), until=today + timedelta(1))) == 7
    assert actions(busy, until=today - timedelta(days=2)) == ()
    assert actions(busy, since=today + timedelta(days=2)) == ()


def test_a_customer_is_found_by_their_entries_also_where_no_text_names_them(busy: Book) -> None:
    text = "客户号,积分,日期\nC1,10,2026-01-05\nC9,5,2026-01-06\n"
    busy.imports.read(text.encode(), filename="a.csv").plan().post(actor="t")
    busy.ledger.earn("C9", 1, actor="t")
    told = [each.command for each in actions(busy, customer_no="C1")]
    assert told == ["import", "edit_customer", "transfer", "redeem", "earn", "add_customer"]
    assert [each.command for each in actions(busy, customer_no="C9")] == ["earn", "import"]
    assert actions(busy, customer_no="C90") == ()


def test_who_was_erased_is_found_by_the_old_number_and_by_the_new_one(busy: Book) -> None:
    pseudonym = busy.customers.erase("C1", reason="request", actor="t")
    old = [each.command for each in actions(busy, customer_no="C1")]
    assert old == ["edit_customer", "transfer", "redeem", "earn", "add_customer"]
    new = [each.command for each in actions(busy, customer_no=pseudonym)]
    assert new == ["erase_customer", "transfer", "redeem", "earn"]


def test_a_day_is_one_of_the_programme(book: Book) -> None:
    day = book.calendar.starts("2026-03-05").date()
    told = Wanted(since=day, until=day).parameters(book.calendar)
    assert (str(told["since"]), str(told["until"])) == (
        "2026-03-04 16:00:00",
        "2026-03-05 16:00:00",
    )


def test_pages_follow_each_other(book: Book) -> None:
    for number in range(60):
        book.customers.add(f"C{number}", actor="t")
    first, second, beyond = (book.audit.actions(Wanted(), actor="t", page=at) for at in (1, 2, 9))
    assert (first.pages, len(first.rows), len(second.rows)) == (2, 50, 10)
    assert first.rows[-1].link_id == 11
    assert second.rows[0].link_id == 10
    assert beyond.rows == second.rows
    assert len(book.audit.every_action(Wanted(), actor="t")) == 60


def test_only_who_may_read_the_audit_reads_it(busy: Book) -> None:
    for name, may in (
        ("viewer", False),
        ("operator", False),
        ("analyst", False),
        ("manager", True),
    ):
        reader = STARTING[name].actor(name)
        assert reader.may(Right.AUDIT) == may
        if may:
            assert busy.audit.actions(Wanted(), actor=reader).commands == 6
            continue
        for ask in (
            lambda r=reader: busy.audit.actions(Wanted(), actor=r),  # type: ignore[misc]
            lambda r=reader: busy.audit.head(actor=r),  # type: ignore[misc]
            lambda r=reader: busy.audit.grants(actor=r),  # type: ignore[misc]
            lambda r=reader: busy.audit.failed_sign_ins(actor=r),  # type: ignore[misc]
        ):
            with pytest.raises(NotPermitted):
                ask()


def test_every_command_of_the_program_has_a_right_and_words() -> None:
    """Names that are put together elsewhere would be seen by nobody, so each call names its own."""
    named = re.compile(
        r'(?:Command|\.ticket|self\._do|self\._perform|credit|spending\.debit)\(\s*(?:self\._desk,\s*|desk,\s*)?"(\w+)"'
    )
    found = {
        name for path in SOURCES.rglob("*.py") for name in named.findall(path.read_text("utf-8"))
    }
    assert {"import", "transfer", "adjust_up", "redeem", "add_user", "save_profile"} <= found
    assert sorted(found - RIGHT_OF.keys() - set(WITHOUT_RIGHT)) == []
    asked = re.compile(r'(?:permit\([\w.]+, |noted\(|refusals_kept\()"(\w+)"')
    refused = {n for path in SOURCES.rglob("*.py") for n in asked.findall(path.read_text("utf-8"))}
    assert sorted(refused - RIGHT_OF.keys() - {*ONLY_REFUSED, *WITHOUT_RIGHT}) == []
    for lang in ("zh", "en"):
        assert section("commands", lang).keys() == RIGHT_OF.keys() | {*ONLY_REFUSED, *WITHOUT_RIGHT}


def test_failed_sign_ins_name_known_users_only(busy: Book) -> None:
    busy.access.add("lina", role="operator", actor="t")
    busy.access.door.set_password("lina", "kitchen-blue-42")
    for name in ("lina", "my-secret-password"):
        with pytest.raises(Exception, match=r"password"):
            busy.access.door.sign_in(name, "wrong-one-here", address="10.9.9.9")
    found = {each.user_name: each for each in busy.audit.failed_sign_ins(actor="t")}
    assert found.keys() == {"lina", None}
    assert found["lina"].tries == 1
    assert telling.place(found["lina"].place, "zh") == "10.9.9.9"


def test_a_look_tells_whom_and_from_where(busy: Book) -> None:
    clerk = Actor("lin", origin=Origin("page", "10.0.0.7"))
    for number in ("C1", "C2"):
        busy.traces.looked_at(number, actor=clerk)
    busy.traces.flush()
    look = actions(busy)[0]
    assert look.command == "view"
    assert telling.what(look, "zh") == "客户 C1、C2"
    assert "10.0.0.7" in json.dumps(look.details)

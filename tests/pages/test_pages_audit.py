"""操作记录 and 权限复核: what was done and refused in words, the chain proved, rights signed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

import pointbook
from pointbook.access import Actor, Origin, Right
from pointbook.access.roles import STARTING
from pointbook.book import Book
from pointbook.errors import NotPermitted, WrongPassword
from pointbook.ui import chain_proof, jobs, session
from tests.pages.conftest import NOW, Visit, words

PAGE = "manage/audit.py"
USERS = "manage/users.py"
LINA = Actor("lina", STARTING["operator"].rights, origin=Origin("page", "10.1.2.3"))


def choose(page: AppTest, table: str, row: int) -> AppTest:
    page.session_state[table] = {"selection": {"rows": [row], "columns": [], "cells": []}}
    page.run()
    assert not page.exception
    return page


def table(page: AppTest, *columns: str) -> dict[str, list[object]]:
    """The first table with these columns, by column."""
    for each in page.dataframe:
        if set(columns) <= set(each.value.columns):
            return {name: list(each.value[name]) for name in columns}
    raise AssertionError(f"no table with {columns}")


@pytest.fixture
def watched(shown: Book) -> Book:
    """A book whose newest actions are an edit from a page and a refusal."""
    shown.access.add("boss", role="administrator", actor="t")
    shown.access.add("lina", role="operator", actor="t")
    shown.customers.edit("M1", tier="黑卡", phone="13900000000", actor=LINA)
    with pytest.raises(NotPermitted):
        shown.ledger.clear("M1", actor=LINA)
    return shown


def test_the_newest_actions_stand_first_and_in_words(watched: Book, visit: Visit) -> None:
    page = visit(PAGE)
    rows = table(page, "actor", "command", "outcome", "refusal", "came_from", "link_no")
    assert rows["command"][:2] == ["人工清零", "修改客户资料"]
    assert rows["outcome"][:2] == ["被拒绝", "已执行"]
    assert rows["refusal"][0] == "您没有进行此操作的权限（人工清零）。请联系管理员。"
    assert rows["came_from"][:2] == ["网页 · 10.1.2.3"] * 2
    assert rows["link_no"][1] == str(watched.store.link_id)
    assert "已执行操作" in words(page)


def test_a_chosen_row_tells_before_and_after_and_what_it_wrote(watched: Book, visit: Visit) -> None:
    page = choose(visit(PAGE), "table_audit", 1)
    changed = table(page, "field", "before", "after")
    assert changed["field"] == ["手机", "等级"]
    assert changed["before"] == ["已修改，内容不留存", "金卡"]
    assert changed["after"][1] == "黑卡"
    page = choose(visit(PAGE, command="redeem"), "table_audit", 0)
    said = table(page, "field", "said")
    assert said["field"] == ["来自", "内容", "写入", "链值"]
    assert str(said["said"][2]).startswith("1 笔积分流水（编号 9 至 9），摘要 ")
    assert table(page, "field", "before", "after")["after"] == ["1,550"]


def test_filters_come_from_the_address(watched: Book, visit: Visit) -> None:
    assert table(visit(PAGE, refused="true"), "command")["command"] == ["人工清零"]
    found = table(visit(PAGE, user="lina", command="edit_customer"), "command", "actor")
    assert found == {"command": ["修改客户资料"], "actor": ["lina"]}
    of_m2 = table(visit(PAGE, customer_no="M2"), "what")["what"]
    assert len(of_m2) == 5
    assert all("M2" in str(each) for each in of_m2)
    nothing = visit(PAGE, dates=["2001-01-01", "2001-01-31"])
    assert "没有符合条件的操作记录" in words(nothing)


def test_the_list_speaks_no_codes_in_english_either(watched: Book, visit: Visit) -> None:
    page = visit(PAGE, lang="en")
    rows = table(page, "command", "outcome", "what")
    assert rows["command"][:2] == ["clear points", "edit customer"]
    assert "_" not in "".join(map(str, rows["command"] + rows["outcome"]))


def test_failed_sign_ins_stand_below_the_list(watched: Book, visit: Visit) -> None:
    assert "最近一天没有未成功的登录" in words(visit(PAGE))
    for name in ("boss", "hunter2-typed-here"):
        with pytest.raises(WrongPassword):
            watched.access.door.sign_in(name, "not-this-one", address="10.9.9.9")
    page = visit(PAGE)
    found = table(page, "user_name", "tries", "place")
    assert sorted(map(str, found["user_name"])) == ["boss", "（没有这个用户）"]
    assert found["place"] == ["10.9.9.9"] * 2


def test_whoever_may_not_read_it_meets_a_sentence_and_is_noted(watched: Book, visit: Visit) -> None:
    session.act_as(LINA)
    page = visit(PAGE)
    assert page.error[0].value.startswith("您没有进行此操作的权限（查看操作记录")
    assert not page.dataframe
    newest = watched.ask("book/refusals").row(-1, named=True)
    assert (newest["command"], newest["actor"]) == ("open_page", "lina")


def prove(page: AppTest) -> AppTest:
    page.button(key="chain_prove").click().run()
    assert not page.exception
    job = jobs.find(page.session_state[f"job_{chain_proof.JOB}"])
    assert job is not None
    assert job.wait(30)
    page.run()
    assert not page.exception
    return page


def test_the_check_says_that_the_chain_is_whole(watched: Book, visit: Visit) -> None:
    page = prove(visit(PAGE))
    assert f"审计链完整：{watched.store.link_id} 条操作记录" in page.success[0].value


@pytest.fixture
def tampered(watched: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Book]:
    """A copy of the book in which another program changed link 5."""
    copy = tmp_path / "copy.duckdb"
    watched.store.quiet_copy(copy)
    with duckdb.connect(str(copy)) as raw:
        raw.execute("drop trigger audit_link_no_update on audit_link")
        raw.execute("update audit_link set actor = 'nobody' where link_id = 5")
    monkeypatch.setenv("POINTBOOK_BOOK", str(copy))
    with pointbook.open_book(copy, clock=lambda: NOW) as book:
        session.use_book(book, copy)
        yield book


def test_the_check_names_the_first_broken_link(tampered: Book, visit: Visit) -> None:
    page = prove(visit(PAGE))
    told = page.error[0].value
    assert told.startswith("第 5 条操作记录（")
    assert "nobody，发放积分" in told


def test_a_head_that_was_kept_is_compared_on_the_page(watched: Book, visit: Visit) -> None:
    page = visit(PAGE)
    kept = watched.audit.head(actor="t").text("zh")
    compare = next(each for each in page.button if each.label == "比对链头")
    page.text_area(key="head_typed").set_value(kept)
    compare.click().run()
    assert page.success[0].value.startswith("相符")
    page.text_area(key="head_typed").set_value(kept.replace(kept.split()[-20], "0000"))
    next(each for each in page.button if each.label == "比对链头").click().run()
    assert "改写过" in page.error[0].value
    page.text_area(key="head_typed").set_value("/etc/hostname")
    next(each for each in page.button if each.label == "比对链头").click().run()
    assert "不是审计链头" in page.error[0].value


Signer = Callable[[Actor], AppTest]


@pytest.mark.parametrize("file", [PAGE, USERS])
def test_rights_are_reviewed_signed_and_kept(file: str, watched: Book, visit: Visit) -> None:
    session.act_as(Actor("chief", origin=Origin("page", "10.0.0.1")))
    page = visit(file)
    rows = table(page, "user_name", "right", "last_used_at", "use_state")
    place = [
        at for at, (who, what) in enumerate(zip(rows["user_name"], rows["right"], strict=True))
        if (who, what) == ("lina", "修改客户资料")
    ]  # fmt: skip
    assert rows["use_state"][place[0]] == "90 天内用过"
    page.button(key="review_sign").click().run()
    assert not page.exception
    assert "已签字保存，复核编号 1" in page.success[0].value
    (kept,) = watched.audit.reviews(actor="t")
    assert (kept.actor, kept.users) == ("chief", 2)
    page = choose(page, "table_reviews", 0)
    assert sum("use_state" in each.value.columns for each in page.dataframe) == 2
    assert "权限复核 1 ·" in words(page)


def test_a_manager_reaches_the_review_without_managing_users(watched: Book, visit: Visit) -> None:
    session.act_as(Actor("chief", STARTING["manager"].rights))
    page = visit(PAGE)
    page.button(key="review_sign").click().run()
    assert watched.audit.reviews(actor="t")[0].actor == "chief"
    assert Right.MANAGE_USERS not in STARTING["manager"].rights

"""用户: who may do what is seen and changed here, and every page keeps to it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from pointbook.access import Actor, Right
from pointbook.access.roles import STARTING
from pointbook.book import Book
from pointbook.ui import session
from tests.pages.conftest import FRAME, Visit, words

PAGE = "manage/users.py"

Press = Callable[[AppTest, str], AppTest]


def press(page: AppTest, label: str) -> AppTest:
    next(each for each in page.button if each.label == label).click().run()
    assert not page.exception
    return page


def as_role(name: str) -> None:
    session.act_as(STARTING[name].actor("t"))


@pytest.fixture
def staffed(shown: Book) -> Book:
    shown.access.add("boss", role="administrator", full_name="陈总", actor="t")
    shown.access.add("lina", role="operator", full_name="李娜", actor="t")
    return shown


def choose(page: AppTest, table: str, row: int) -> AppTest:
    page.session_state[table] = {"selection": {"rows": [row], "columns": [], "cells": []}}
    page.run()
    assert not page.exception
    return page


def test_users_are_listed_with_role_and_state(staffed: Book, visit: Visit) -> None:
    staffed.access.change("lina", is_active=False, actor="t")
    rows = visit(PAGE).dataframe[0].value
    assert list(rows["user_name"]) == ["boss", "lina"]
    assert list(rows["role"]) == ["管理员", "操作员"]
    assert list(rows["user_state"]) == ["待设密码", "已停用"]


def test_a_new_user_gets_a_link_that_is_shown_once(staffed: Book, visit: Visit) -> None:
    page = visit(PAGE)
    page.text_input(key="user_add_name").set_value(" WangFang ")
    page.text_input(key="user_add_full_name").set_value("王芳")
    page.selectbox(key="user_add_role").set_value("analyst")
    press(page, "新增用户")
    assert staffed.access.user("wangfang").role == "analyst"
    token = page.code[0].value.rpartition("/reset/")[2]
    assert staffed.access.door.link_user(token) == "wangfang"
    page.run()
    assert not page.code


def test_a_refusal_is_one_sentence_and_adds_nobody(staffed: Book, visit: Visit) -> None:
    page = visit(PAGE)
    page.text_input(key="user_add_name").set_value("LINA")
    press(page, "新增用户")
    assert "已被使用" in page.error[0].value
    assert not page.code
    assert set(staffed.access.users()) == {"boss", "lina"}


def test_a_chosen_user_is_changed_reset_disabled_and_enabled(staffed: Book, visit: Visit) -> None:
    staffed.access.add_post("客服", actor="t")
    page = choose(visit(PAGE), "table_users", 1)
    page.selectbox(key="user_lina_post").set_value("客服")
    page.selectbox(key="user_lina_role").set_value("analyst")
    press(page, "保存修改")
    lina = staffed.access.user("lina")
    assert (lina.post, lina.role, lina.full_name) == ("客服", "analyst", "李娜")

    page = choose(visit(PAGE), "table_users", 1)
    page.button(key="user_reset").click().run()
    assert staffed.access.door.link_user(page.code[0].value.rpartition("/")[2]) == "lina"

    page = choose(visit(PAGE), "table_users", 1)
    page.button(key="user_disable").click().run()
    assert not staffed.access.is_active("lina")
    page = choose(visit(PAGE), "table_users", 1)
    page.button(key="user_enable").click().run()
    assert staffed.access.is_active("lina")


def test_the_last_administrator_is_not_disabled_from_the_page(staffed: Book, visit: Visit) -> None:
    page = choose(visit(PAGE), "table_users", 0)
    page.button(key="user_disable").click().run()
    assert "没有人能管理用户" in page.error[0].value
    assert staffed.access.is_active("boss")


def test_a_role_is_changed_in_words_with_its_limits(staffed: Book, visit: Visit) -> None:
    page = visit(PAGE)
    roles = page.dataframe[1].value
    assert list(roles["role"]) == ["只读", "操作员", "分析员", "主管", "管理员"]
    assert list(roles["day_limit"])[1] == "50,000"
    page.selectbox(key="role_choice").set_value("operator").run()
    page.multiselect(key="role_operator_rights").set_value(["points:adjust"])
    page.text_input(key="role_operator_entry").set_value("1,000")
    page.text_input(key="role_operator_day").set_value("")
    press(page, "保存角色")
    actor = staffed.access.actor("lina")
    assert actor is not None
    assert actor.rights == {Right.ADJUST}
    assert actor.limits.entry == Decimal(1000)
    assert actor.limits.day is None


def test_departments_are_created_moved_and_closed(staffed: Book, visit: Visit) -> None:
    page = visit(PAGE)
    assert "还没有部门" in words(page)
    for name in ("总部", "销售部"):
        page.text_input(key="department_add_name").set_value(name)
        press(page, "新建部门")
    page = choose(visit(PAGE), "table_departments", 1)
    page.selectbox(key="department_2_parent").set_value(1)
    page.text_input(key="department_2_name").set_value("销售一部")
    press(page, "保存部门")
    assert [each.path for each in staffed.access.departments()] == ["总部", "总部 / 销售一部"]
    page = choose(visit(PAGE), "table_departments", 0)
    press(page, "关闭部门")
    assert "不能关闭" in page.error[0].value


@pytest.mark.parametrize(
    ("file", "role"),
    [(PAGE, "manager"), ("points/adjust.py", "viewer"), ("imports/upload.py", "operator")],
)
def test_a_forbidden_page_is_a_sentence_and_nothing_else(
    file: str, role: str, staffed: Book, visit: Visit
) -> None:
    as_role(role)
    page = visit(file)
    assert page.error[0].value.startswith("您没有进行此操作的权限（")
    assert not page.button
    assert not page.dataframe
    assert not page.text_input


def test_a_page_offers_only_what_its_visitor_may_do(staffed: Book, visit: Visit) -> None:
    as_role("viewer")
    page = visit("customers/profile.py", customer="M1")
    assert not page.get("download_button")
    assert not [each for each in page.button if each.label == "保存"]
    as_role("operator")
    page = visit("points/adjust.py", customer="M1")
    offered = page.segmented_control(key="adjust_way").options
    assert offered == ["调增", "调减", "扣回", "退还", "冻结", "解冻", "转移", "延期", "改记客户"]
    assert "清零" not in offered


def test_a_change_above_the_limit_is_told_and_not_written(staffed: Book, visit: Visit) -> None:
    as_role("operator")
    page = visit("points/adjust.py", customer="M1")
    page.text_input(key="adjust_points").set_value("5001")
    page.selectbox(key="adjust_reason").set_value("correction")
    press(page, "预览")
    assert "超过您每笔 5,000 积分的限额" in page.error[0].value
    assert staffed.ledger.balance("M1").balance == 1550


def test_a_press_after_the_right_was_taken_writes_nothing(staffed: Book, visit: Visit) -> None:
    page = visit("points/adjust.py", customer="M1")
    page.text_input(key="adjust_points").set_value("10")
    page.selectbox(key="adjust_reason").set_value("correction")
    press(page, "预览")
    as_role("viewer")
    page.button(key="adjust_confirm").click().run()
    assert not page.exception
    assert staffed.ledger.balance("M1").balance == 1550


def test_without_anybody_signed_in_a_page_shows_nothing(staffed: Book) -> None:
    session.act_as(None)
    page = AppTest.from_file(str(FRAME), default_timeout=30).run()
    assert not page.exception
    assert "您还没有登录" in page.error[0].value
    assert "/sign-in" in words(page)
    assert "客户查询" not in words(page)
    assert not page.dataframe


def test_what_one_began_is_not_shown_to_the_next_in_the_same_tab(
    staffed: Book, visit: Visit
) -> None:
    page = visit("points/adjust.py", customer="M1")
    page.text_input(key="adjust_points").set_value("10")
    page.selectbox(key="adjust_reason").set_value("correction")
    press(page, "预览")
    session.act_as(Actor("other"))
    page.run()
    assert not [each for each in page.button if each.key == "adjust_confirm"]


def test_a_post_is_added_renamed_for_all_and_closed_once_nobody_holds_it(
    staffed: Book, visit: Visit
) -> None:
    page = visit(PAGE)
    page.text_input(key="post_add_name").set_value("店长")
    press(page, "新增职务")
    staffed.access.change("lina", post="店长", actor="t")
    page = choose(visit(PAGE), "table_posts", 0)
    page.text_input(key="post_1_name").set_value("门店经理")
    press(page, "保存名称")
    assert staffed.access.user("lina").post == "门店经理"
    page = choose(visit(PAGE), "table_posts", 0)
    page.button(key="post_close").click().run()
    assert "不能关闭" in page.error[0].value
    assert staffed.access.posts()[0].is_open

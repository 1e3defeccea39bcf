"""客户分群 and 批量查询 on the pages: a list becomes a segment, a segment becomes a filter."""

from __future__ import annotations

from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from pointbook.access import Actor, Right, Scope
from pointbook.analysis import left_out_statuses
from pointbook.book import Book
from pointbook.customers.segments import Rule
from pointbook.ui import session
from tests.pages.conftest import Visit, words

PAGE, LOOKUP = "customers/segments.py", "customers/lookup.py"


def tables(visitor: AppTest) -> str:
    return "".join(each.value.to_csv() for each in visitor.dataframe)


def press(visitor: AppTest, label: str) -> AppTest:
    next(each for each in visitor.button if each.label == label).click().run()
    assert not visitor.exception
    return visitor


def test_a_pasted_list_is_looked_up_and_kept_as_a_segment(shown: Book, visit: Visit) -> None:
    visitor = visit(LOOKUP, mode="many")
    visitor.text_area(key="many_pasted").set_value("M2，139 0000 5678\nnobody\nm1")
    press(visitor, "查询")
    left, found = (each.value for each in visitor.dataframe)
    assert list(found["customer_no"]) == ["M2", "M1"]
    assert list(left["look_up_outcome"]) == ["与前面的行重复", "未找到"]

    visitor.text_input(key="many_name").set_value("回访名单")
    press(visitor, "把 2 位客户存为客户分群")

    assert "已保存客户分群“回访名单”。" in [each.value for each in visitor.success]
    (kept,) = shown.segments.list()
    assert kept.is_frozen
    assert not kept.is_shared
    assert shown.ask("customers/search", segment=kept.segment_id).height == 2


def test_the_upload_of_a_list_without_a_header_is_read_whole(shown: Book, visit: Visit) -> None:
    visitor = visit(LOOKUP, mode="many")
    visitor.file_uploader(key="many_file").set_value(
        ("list.csv", b"13800001234\n13900005678\n13700000000\n", "text/csv")
    ).run()
    press(visitor, "查询")
    assert list(visitor.dataframe[-1].value["customer_no"]) == ["M1", "M2"]


def test_the_column_of_an_upload_is_known_by_its_header(shown: Book, visit: Visit) -> None:
    visitor = visit(LOOKUP, mode="many")
    content = "姓名,手机号\n甲,13800001234\n乙,13900005678\n".encode()
    visitor.file_uploader(key="many_file").set_value(("list.csv", content, "text/csv")).run()
    press(visitor, "查询")
    assert list(visitor.dataframe[-1].value["customer_no"]) == ["M1", "M2"]


@pytest.mark.parametrize("file", [LOOKUP, "analysis/ranking.py", "points/statement.py"])
def test_a_segment_is_a_filter_and_is_said_under_the_figures(
    file: str, shown: Book, visit: Visit
) -> None:
    kept = shown.segments.save("金卡客户", Rule(tier="金卡"), actor="t")
    visitor = visit(file, segment=str(kept.segment_id), period="everything")
    assert "只含客户分群“金卡客户”的客户。" in words(visitor)
    assert "曾小贤" in tables(visitor)
    assert "胡一菲" not in tables(visitor)


@pytest.mark.parametrize("file", [LOOKUP, "analysis/growth.py"])
def test_a_link_to_a_segment_one_does_not_see_shows_nobody(
    file: str, shown: Book, visit: Visit
) -> None:
    kept = shown.segments.save("私有", Rule(tier="金卡"), actor="somebody")
    session.act_as(Actor("u", frozenset(Right) - {Right.MANAGE_USERS}))
    visitor = visit(file, segment=str(kept.segment_id))
    assert visitor.error
    assert not visitor.dataframe


def test_a_rule_is_made_in_the_form(shown: Book, visit: Visit) -> None:
    visitor = visit(PAGE)
    visitor.text_input(key="segment_new_name").set_value("沉睡")
    visitor.selectbox(key="segment_new_tier").set_value("金卡")
    visitor.text_input(key="segment_new_balance_from").set_value("1,000")
    visitor.number_input(key="segment_new_moved_within").set_value(30)
    press(visitor, "存为客户分群")
    (kept,) = shown.segments.list()
    assert kept.rule == Rule(tier="金卡", balance_from=Decimal(1000), moved_within=30)
    row = visitor.dataframe[0].value.iloc[0]
    assert (row["segment"], row["customers"], row["balance"]) == ("沉睡", 1, 1550)
    assert row["rule"] == "等级 金卡 · 余额不低于 1,000 · 最近几天内有变动 30 天"


def test_a_number_that_is_none_is_refused_by_its_sentence(shown: Book, visit: Visit) -> None:
    visitor = visit(PAGE)
    visitor.text_input(key="segment_new_name").set_value("x")
    visitor.text_input(key="segment_new_balance_from").set_value("many")
    press(visitor, "存为客户分群")
    assert visitor.error
    assert shown.segments.list() == []


def test_a_chosen_segment_is_shared_frozen_and_deleted(shown: Book, visit: Visit) -> None:
    kept = shown.segments.save("金卡", Rule(tier="金卡"), actor="t")
    visitor = visit(PAGE, chosen=str(kept.segment_id))
    assert "曾小贤" in tables(visitor)
    visitor.text_input(key=f"segment_name_{kept.segment_id}").set_value("金卡会员")
    visitor.checkbox(key=f"segment_share_{kept.segment_id}").set_value(True)
    press(visitor, "保存名称与共享")
    changed = shown.segments.get(kept.segment_id)
    assert (changed.name, changed.is_shared) == ("金卡会员", True)

    press(visitor, "另存为固定名单")
    assert [each.can_refresh for each in shown.segments.list()].count(True) == 1

    press(visitor, "删除")
    assert kept.segment_id not in {each.segment_id for each in shown.segments.list()}


def test_one_who_may_not_change_it_may_use_it(shown: Book, visit: Visit) -> None:
    shown.customers.edit("M1", department="华东", actor="t")
    kept = shown.segments.save("全部", Rule(), is_shared=True, actor="t")
    session.act_as(Actor("u", frozenset(), scope=Scope("department", ("华东",))))
    visitor = visit(PAGE, chosen=str(kept.segment_id))
    assert list(visitor.dataframe[0].value["customers"]) == [1]
    assert "M1" in tables(visitor)
    assert "M2" not in tables(visitor)
    assert not [each for each in visitor.button if each.label == "删除"]


def test_statuses_that_do_not_count_are_chosen_on_the_page(shown: Book, visit: Visit) -> None:
    visitor = visit(PAGE)
    visitor.multiselect(key="left_out").set_value(["active"])
    press(visitor, "保存统计口径")
    assert left_out_statuses(shown) == ("active",)

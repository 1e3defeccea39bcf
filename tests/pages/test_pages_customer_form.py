"""新增客户、修改资料、资料变更: by hand, with a way back."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from pointbook.access import Actor, Right, Scope
from pointbook.book import Book
from pointbook.customers.registry import STANDARD, Customer
from pointbook.ui import customer_form, session
from tests.pages.conftest import Visit, words

ADD = "customers/add.py"
PROFILE = "customers/profile.py"
OPERATOR = Actor("lina", frozenset((Right.EDIT_CUSTOMER,)))


def field(page: AppTest, kind: str, label: str) -> object:
    (found,) = [each for each in page.get(kind) if each.label == label]
    return found


def press(page: AppTest, label: str) -> AppTest:
    page = next(each for each in page.button if each.label == label).click().run()
    assert not page.exception, page.exception
    return page


def fill(page: AppTest, kind: str, **values: object) -> None:
    for label, value in values.items():
        field(page, kind, label).set_value(value)  # type: ignore[attr-defined]


def test_a_customer_is_added_with_all_there_is_to_say(shown: Book, visit: Visit) -> None:
    shown.customers.edit("M2", 爱好="看书", tags="vip", store="新天地店", actor="t")
    page = visit(ADD)

    fill(page, "text_input", 客户号="N1", 姓名="秦羽墨", 手机="13611112222", 爱好="羽毛球")
    fill(page, "selectbox", 等级="金卡", 状态="active", 门店="新天地店")
    fill(page, "multiselect", 标签=["vip", "新客"])
    fill(page, "date_input", 生日=date(1990, 6, 7))
    fill(page, "text_area", 更多资料="备注=常来\n来源渠道\uff1d门店")
    page = press(page, "新增客户")

    assert "已新增客户 N1" in words(page)
    added = shown.customers.get("N1")
    assert (added.name, added.tier, added.status) == ("秦羽墨", "金卡", "active")
    assert (added.store, added.tags, added.birthday) == ("新天地店", "vip,新客", date(1990, 6, 7))
    assert added.fields == {"爱好": "羽毛球", "备注": "常来", "来源渠道": "门店"}
    assert field(page, "text_input", "姓名").value == ""  # type: ignore[attr-defined]
    assert shown.verify() == []


def test_a_number_that_is_taken_leads_to_whose_it_is(shown: Book, visit: Visit) -> None:
    page = visit(ADD)
    fill(page, "text_input", 客户号="M1", 姓名="秦羽墨")
    page = press(page, "新增客户")

    assert "客户号“M1”已被使用" in words(page)
    assert any("customer=M1" in each.proto.query_string for each in page.get("page_link"))
    assert shown.customers.get("M1").name == "曾小贤"


def test_a_phone_of_another_is_said_once(shown: Book, visit: Visit) -> None:
    session.act_as(OPERATOR)
    page = visit(ADD)
    fill(page, "text_input", 客户号="N1", 手机="+86 138-0000-1234")
    page = press(page, "新增客户")

    assert "已登记在其他客户名下" in words(page)
    assert "13800001234" not in words(page)
    assert any("customer=M1" in each.proto.query_string for each in page.get("page_link"))
    assert shown.ask("customers/search", text="N1").is_empty()

    press(page, "新增客户")
    assert shown.customers.get("N1").phone == "+86 138-0000-1234"


def test_who_may_not_edit_is_not_offered_the_form(shown: Book, visit: Visit) -> None:
    session.act_as(Actor("v", frozenset()))
    assert not any(
        "新增客户" in each.proto.label for each in visit("customers/lookup.py").get("page_link")
    )
    assert "修改客户资料" in words(visit(ADD))
    session.act_as(OPERATOR)
    assert any(
        "新增客户" in each.proto.label for each in visit("customers/lookup.py").get("page_link")
    )


def test_whoever_sees_a_department_adds_into_it(shown: Book, visit: Visit) -> None:
    scope = Scope("department", ("华东",))
    session.act_as(Actor("lina", frozenset((Right.EDIT_CUSTOMER,)), scope=scope))
    page = visit(ADD)
    fill(page, "text_input", 客户号="N1")
    press(page, "新增客户")
    assert shown.customers.get("N1").department == "华东"


def test_every_field_of_a_profile_can_be_changed_and_set_back(shown: Book, visit: Visit) -> None:
    shown.customers.edit("M1", 爱好="看书", joined_on=date(2020, 1, 2), tags="vip,老客", actor="t")
    page = visit(PROFILE, customer="M1")
    fill(page, "text_input", 爱好="", 邮箱="z@x.cn")
    fill(page, "selectbox", 等级=None, 状态="frozen")
    fill(page, "multiselect", 标签=["老客", "A，B"])
    fill(page, "date_input", 入会日期=date(2021, 3, 4))
    page = press(page, "保存")

    changed = shown.customers.get("M1")
    assert (changed.email, changed.tier, changed.status) == ("z@x.cn", None, "frozen")
    assert (changed.tags, changed.joined_on, changed.fields) == ("老客,A,B", date(2021, 3, 4), {})
    (table,) = [each.value for each in page.dataframe if "changed_field" in each.value]
    told = {
        row[0]: tuple(row[1:])
        for row in table[["changed_field", "changed_from", "changed_to"]].to_numpy()[:6]
    }
    assert told["状态"] == ("正常", "冻结")
    assert told["爱好"][0] == "看书"
    assert told["标签"] == ("vip,老客", "老客,A,B")

    grid = next(each.key for each in page.dataframe if each.key == "table_changes")
    page.session_state[grid] = {"selection": {"rows": [0], "columns": []}}
    page = page.run()
    page.button(key="edit_take_back").click().run()
    back = shown.customers.get("M1")
    assert (back.email, back.tier, back.tags) == (None, "金卡", "vip,老客")
    assert back.fields == {"爱好": "看书"}


def test_what_is_masked_stays_as_it_is_when_left_empty(shown: Book, visit: Visit) -> None:
    shown.customers.edit("M1", birthday=date(1990, 6, 7), 爱好="看书", actor="t")
    session.act_as(OPERATOR)
    page = visit(PROFILE, customer="M1")
    fill(page, "text_input", 城市="上海")
    page = press(page, "保存")

    kept = shown.customers.get("M1")
    assert (kept.city, kept.name, kept.phone) == ("上海", "曾小贤", "13800001234")
    assert (kept.birthday, kept.fields) == (date(1990, 6, 7), {"爱好": "看书"})
    assert "1990" not in words(page)


def test_a_line_that_is_no_field_is_said(shown: Book, visit: Visit) -> None:
    page = visit(PROFILE, customer="M1")
    fill(page, "text_area", 更多资料="爱好")
    page = press(page, "保存")
    assert "“爱好”不是“名称=内容”的形式" in words(page)
    assert shown.customers.get("M1").fields == {}


@pytest.mark.parametrize("line", ["爱好", "=羽毛球", "爱好=", "name=x", "actor=x"])
def test_a_further_field_is_a_free_name_with_a_value(line: str) -> None:
    assert customer_form.further("a=b\n\n c \uff1d d=e ") == {"a": "b", "c": "d=e"}
    with pytest.raises(customer_form.NotAField):
        customer_form.further(line)


def test_the_form_has_every_field_that_a_customer_has(shown: Book, visit: Visit) -> None:
    page = visit(PROFILE, customer="M1")
    revision = shown.customers.get("M1").revision
    drawn = {
        str(each.key).removeprefix(f"edit_M1_{revision}_")
        for kind in ("text_input", "selectbox", "multiselect", "date_input")
        for each in page.get(kind)
        if str(each.key).startswith("edit_M1_")
    }
    assert drawn == set(STANDARD) == set(vars(Customer("x"))) - {
        "customer_no", "fields", "merged_into", "revision",
    }  # fmt: skip

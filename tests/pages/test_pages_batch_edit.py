"""批量修改资料: fields of many customers on the page 批量任务, from the form to the undo."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from pointbook.access import Actor, Right
from pointbook.book import Book
from pointbook.ui import foreseeing, jobs, session, waiting
from tests.pages.conftest import Visit, words
from tests.pages.test_pages_batches import PAGE, posted, send


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks ahead are waited for, however busy the machine is."""
    for module in (waiting, foreseeing):
        monkeypatch.setattr(module, "_AT_ONCE", 60)


def asked(visit: Visit, text: str, *parts: str) -> AppTest:
    """The form for a pasted list, with these parts to fill in."""
    page = visit(PAGE)
    page.segmented_control(key="batch_by").set_value("named").run()
    page.segmented_control(key="batch_way").set_value("edit").run()
    page.text_area(key="batch_list").set_value(text)
    page.multiselect(key="batch_fields").set_value(list(parts)).run()
    page.text_input(key="batch_why").set_value("门店合并")
    assert not page.exception, page.exception
    return page


def test_fields_and_tags_are_shown_before_and_after_written_and_given_back(
    shown: Book, visit: Visit
) -> None:
    shown.customers.add("M5", tags="重点", actor="t")
    shown.customers.edit("M2", store="总店", tags="老客", status="active", actor="t")
    page = asked(visit, "M1\nM2\nM9", "store", "status", "add_tags", "remove_tags")
    page.selectbox(key="batch_set_store").set_value("总店")
    page.selectbox(key="batch_set_status").set_value("∅")
    page.multiselect(key="batch_set_add_tags").set_value(["重点"])
    page.multiselect(key="batch_set_remove_tags").set_value(["老客"])
    page = send(page)

    rows = page.dataframe[0].value
    assert rows["batch_fate"].to_list() == ["可处理", "可处理", "没有这个客户号"]
    assert rows["edited_from"].to_list()[1] == "门店：总店；状态：正常；标签：老客"
    assert rows["edited_to"].to_list()[1] == "门店：总店；状态：（空）；标签：重点"
    assert page.button(key="batch_confirm").label == "确认修改 2 位客户的资料"

    page = posted(page)
    assert page.success[0].value == "已完成：修改了 2 位客户的资料。"
    assert "没有这个客户号 1 位" in words(page)
    assert shown.customers.get("M1").store == "总店"
    shown.customers.edit("M1", store="新店", actor="t")

    page.button(key="undo_ask").click().run()
    assert "2 位客户的资料会恢复为此前的内容" in words(page)
    page.button(key="undo_confirm").click().run()
    undo = jobs.find(page.session_state["job_undo"])
    assert undo is not None
    assert undo.wait(30)
    page.run()
    assert not page.exception
    assert page.success[0].value == "已撤销：2 位客户的资料恢复为修改前的内容。"
    assert "1 项资料在修改之后又有改动" in page.warning[0].value
    left = page.dataframe[0].value
    assert left["changed_field"].to_list() == ["门店"]
    assert left["edited_now"].to_list() == ["新店"]
    one, two = shown.customers.get("M1"), shown.customers.get("M2")
    assert (one.store, one.tags) == ("新店", None)
    assert (two.store, two.tags, two.status) == ("总店", "老客", "active")


def test_what_was_edited_can_be_read_in_the_list_of_batches(shown: Book, visit: Visit) -> None:
    shown.customers.add("M5", region="华东", actor="t")
    page = asked(visit, "M1\nM2", "region")
    page.selectbox(key="batch_set_region").set_value("华东")
    posted(send(page))

    page = visit(PAGE, batch="1")
    assert page.dataframe[0].value["kind"].to_list() == ["修改资料"]
    changes = page.dataframe[1].value
    assert changes["changed_field"].to_list() == ["地区", "地区"]
    assert changes["edited_from"].to_list() == ["（空）", "（空）"]
    assert shown.customers.get("M2").region == "华东"


def test_a_field_without_anything_to_become_is_told(shown: Book, visit: Visit) -> None:
    page = send(asked(visit, "M1", "store", "tags"))
    assert "“门店”还没有填写新的内容" in page.error[0].value

    page = send(asked(visit, "M1"))
    assert "请至少填写一项要修改的资料" in page.error[0].value


def test_what_was_filled_in_is_still_there_on_the_way_back(shown: Book, visit: Visit) -> None:
    page = asked(visit, "M1", "tags")
    page.multiselect(key="batch_set_tags").set_value(["甲", "乙"])
    page = send(page).button(key="batch_back").click().run()

    assert not page.exception
    assert page.multiselect(key="batch_fields").value == ["tags"]
    assert page.multiselect(key="batch_set_tags").value == ["甲", "乙"]
    assert page.text_input(key="batch_why").value == "门店合并"


def test_who_may_only_edit_is_offered_nothing_else(shown: Book, visit: Visit) -> None:
    session.act_as(Actor("a", frozenset({Right.EDIT_CUSTOMER})))

    page = visit(PAGE)

    assert page.segmented_control(key="batch_way").options == ["修改资料"]

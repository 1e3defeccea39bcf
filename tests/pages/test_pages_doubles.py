"""疑似重复客户 on the page 客户合并: a pair is merged, or said to be two people."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from pointbook.book import Book
from tests.pages.conftest import Visit, words

PAGE = "customers/merge.py"


def chosen(page: AppTest) -> AppTest:
    page.session_state["table_doubles"] = {"selection": {"rows": [0], "columns": []}}
    page = page.run()
    assert not page.exception, page.exception
    return page


@pytest.fixture
def doubled(shown: Book) -> Book:
    shown.customers.edit("M3", phone="138 0000 1234", actor="t")
    return shown


def test_a_pair_leads_into_the_merge_of_both(doubled: Book, visit: Visit) -> None:
    page = visit(PAGE)
    row = page.dataframe[0].value.iloc[0]
    assert (row["customer_no"], row["other_no"], row["double_by"]) == ("M1", "M3", "手机相同")

    page = chosen(page).button(key="doubles_merge").click().run()
    assert not page.exception, page.exception
    assert page.text_input(key="merge_other").value == "M3"
    assert page.radio(key="merge_keep").options == ["M1", "M3"]


def test_who_is_not_the_same_is_listed_no_more(doubled: Book, visit: Visit) -> None:
    page = chosen(visit(PAGE)).button(key="doubles_apart").click().run()
    assert not page.exception, page.exception
    assert "没有疑似重复的客户" in words(page)
    assert doubled.ask("book/links")["command"][-1] == "set_apart"

"""系统对账: a file is compared and kept on the page, a difference is explained, marked and handed to a batch."""

from __future__ import annotations

from datetime import date

from streamlit.testing.v1 import AppTest

from pointbook.access import Actor, Right
from pointbook.book import Book
from pointbook.ui import session
from tests.pages.conftest import Visit, words

PAGE = "imports/reconcile.py"
FILE = "会员号,姓名,积分余额\nM1,曾小贤,1550\nM2,胡一菲,3000\nX9,某人,5\n".encode()


def press(visitor: AppTest, label: str) -> None:
    next(each for each in visitor.button if each.label.startswith(label)).click().run()
    assert not visitor.exception


def test_a_file_is_compared_kept_and_its_differences_worked_off(shown: Book, visit: Visit) -> None:
    visitor = visit(PAGE)
    assert "还没有保存过系统对账" in words(visitor)
    visitor.file_uploader(key="reconcile_file").set_value(("other.csv", FILE, "text/csv")).run()
    visitor.date_input(key="reconcile_day").set_value(date(2026, 6, 30))
    assert [each.value for each in visitor.selectbox][:2] == ["会员号", "积分余额"]
    press(visitor, "比较")
    table = visitor.dataframe[0].value
    assert list(table["customer_no"]) == ["M2", "X9"]
    press(visitor, "保存这次对账")
    assert "不能为空" in visitor.error[0].value  # the other system has no name yet
    visitor.text_input(key="reconcile_system").set_value("有赞")
    press(visitor, "保存这次对账")
    assert "已保存与“有赞”的对账" in words(visitor)
    assert visitor.query_params["comparison"] in ("1", ["1"])
    assert "✓" in words(visitor)

    visitor = visit(PAGE, comparison="1")
    assert list(visitor.dataframe[0].value["line_state"]) == ["余额不同", "仅对方有"]
    press(visitor, "用这 1 位客户的差额准备批量任务")
    assert visitor.text_area(key="batch_list").value == "M2,-600.00"
    assert shown.verify() == []


def test_who_may_not_compare_meets_a_sentence(shown: Book, visit: Visit) -> None:
    session.act_as(Actor("u", frozenset({Right.ADJUST})))
    assert visit(PAGE).error
    session.act_as(Actor("u", frozenset({Right.RECONCILE})))
    visitor = visit(PAGE, comparison="7")
    assert "没有编号为 7 的对账记录" in visitor.error[0].value

"""批量任务: everybody is shown first, it is done once, and it can be taken back as a whole."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from pointbook.access import Actor, Right, Scope
from pointbook.book import Book
from pointbook.ui import jobs, session
from tests.pages.conftest import Visit, words

PAGE = "points/batches.py"


def listed(visit: Visit, text: str, way: str, points: str = "") -> AppTest:
    """The preview of a pasted list."""
    page = visit(PAGE)
    page.segmented_control(key="batch_by").set_value("named").run()
    page.segmented_control(key="batch_way").set_value(way).run()
    page.text_area(key="batch_list").set_value(text)
    if points:
        page.text_input(key="batch_points").set_value(points)
    page.selectbox(key="batch_reason").set_value("misuse" if way == "clear" else "correction")
    return send(page)


def send(page: AppTest) -> AppTest:
    page = next(each for each in page.button if each.label == "预览").click().run()
    assert not page.exception, page.exception
    return page


def posted(page: AppTest) -> AppTest:
    """Confirm, and come back once the work is over."""
    page.button(key="batch_confirm").click().run()
    job = jobs.find(page.session_state["job_batch"])
    assert job is not None
    assert job.wait(30)
    page.run()
    assert not page.exception, page.exception
    return page


def balance(book: Book, number: str) -> Decimal:
    return book.ledger.balance(number).balance


def test_everybody_is_named_before_anything_is_written(shown: Book, visit: Visit) -> None:
    page = listed(visit, "M1\nM2\nM1\nM9\nM3", "down", "1,600")

    rows = page.dataframe[0].value
    assert rows["customer_no"].to_list() == ["M1", "M2", "M1", "M9", "M3"]
    assert rows["batch_fate"].to_list() == [
        "积分不足",
        "可处理",
        "名单中重复",
        "没有这个客户号",
        "积分不足",
    ]
    assert page.button(key="batch_confirm").label == "确认调减 1 位客户（−1,600）"
    assert "现在还没有写入任何内容" in words(page)
    assert shown.batches.history("t").is_empty()

    only = page.segmented_control(key="batch_only")
    assert only.options == ["可处理 1", "积分不足 2", "名单中重复 1", "没有这个客户号 1"]
    page = only.set_value("unknown").run()
    assert page.dataframe[0].value["customer_no"].to_list() == ["M9"]


def test_what_was_shown_is_done_once_and_taken_back(shown: Book, visit: Visit) -> None:
    page = listed(visit, "M1\nM2\nM9", "clear")
    confirm = page.button(key="batch_confirm")
    page = posted(page)
    assert page.success[0].value.startswith("已完成：2 位客户")
    assert "没有这个客户号 1 位" in words(page)
    assert balance(shown, "M1") == balance(shown, "M2") == 0
    # The second press of a double click still carries the button of the page before.
    confirm.click().run()
    assert shown.batches.history("t").height == 1

    page.button(key="undo_ask").click().run()
    page.button(key="undo_confirm").click().run()
    undo = jobs.find(page.session_state["job_undo"])
    assert undo is not None
    assert undo.wait(30)
    page.run()
    assert not page.exception
    assert page.success[0].value.startswith("已撤销：冲回 2 笔流水")
    assert (balance(shown, "M1"), balance(shown, "M2")) == (1550, 3600)
    table = page.dataframe[0].value
    assert table["state"].to_list() == ["已撤销"]
    assert table["meant"].to_list() == [3]
    assert page.segmented_control(key="batch_by").value == "chosen"


def test_customers_are_chosen_by_conditions(shown: Book, visit: Visit) -> None:
    page = visit(PAGE)
    page.selectbox(key="tier").set_value("金卡")
    page.text_input(key="batch_from").set_value("1,000")
    page.text_input(key="batch_percent").set_value("10%")
    page.selectbox(key="batch_reason").set_value("goodwill")
    page.text_input(key="batch_title").set_value("回馈")
    page = posted(send(page))

    assert balance(shown, "M1") == 1705
    assert balance(shown, "M2") == 3600
    assert shown.batches.history("t")["title"].to_list() == ["回馈"]


def test_points_that_end_soon_are_extended(shown: Book, visit: Visit) -> None:
    shown.ledger.earn("M1", 70, expires_at=date(2026, 12, 31), actor="t")
    page = visit(PAGE)
    page.segmented_control(key="batch_by").set_value("named").run()
    page.segmented_control(key="batch_way").set_value("extend").run()
    page.text_area(key="batch_list").set_value("M1\nM9")
    page.date_input(key="batch_ends_by").set_value(date(2026, 12, 31))
    page.selectbox(key="batch_reason").set_value("goodwill")
    page = send(page)
    assert "两者填一项" in page.error[0].value

    page.text_input(key="batch_days").set_value("31")
    page = send(page)
    rows = page.dataframe[0].value
    assert rows["batch_fate"].to_list() == ["可处理", "没有这个客户号"]
    assert page.button(key="batch_confirm").label.startswith("确认为 1 位客户延期")
    before = balance(shown, "M1")
    page = posted(page)
    assert "已延期，余额不变" in page.success[0].value
    assert balance(shown, "M1") == before
    assert datetime(2027, 2, 1) in shown.ledger.lots("M1")["expires_at"].to_list()


def test_what_was_filled_in_is_still_there_on_the_way_back(shown: Book, visit: Visit) -> None:
    page = listed(visit, "M1,5\nM2,-5", "each")
    page = page.button(key="batch_back").click().run()

    assert not page.exception
    assert page.text_area(key="batch_list").value == "M1,5\nM2,-5"
    assert page.segmented_control(key="batch_way").value == "each"
    # A list's own points make no sense for conditions.
    page.segmented_control(key="batch_by").set_value("chosen").run()
    assert not page.exception


def test_a_stale_preview_says_how_many_moved_and_is_made_anew(shown: Book, visit: Visit) -> None:
    page = listed(visit, "M1\nM2", "up", "5")
    shown.ledger.earn("M2", 1, actor="t")
    page = posted(page)

    assert "预览之后有 1 位客户" in page.error[0].value
    page.button(key="batch_again").click().run()
    page = posted(page)
    assert balance(shown, "M2") == 3606


@pytest.mark.parametrize(
    ("points", "percent", "told"),
    [
        ("", "", "两者填一项"),
        ("5", "5", "两者填一项"),
        ("五", "", "不是有效的数字"),
        ("-5", "", "无效"),
    ],
)
def test_what_is_no_amount_is_told(
    shown: Book, visit: Visit, points: str, percent: str, told: str
) -> None:
    page = visit(PAGE)
    page.text_input(key="batch_points").set_value(points)
    page.text_input(key="batch_percent").set_value(percent)
    page.selectbox(key="batch_reason").set_value("other")
    assert told in send(page).error[0].value


def test_only_those_who_may_clear_are_offered_it(shown: Book, visit: Visit) -> None:
    session.act_as(Actor("a", frozenset({Right.ADJUST}), scope=Scope("own", ("王",))))
    page = visit(PAGE)

    assert "清零" not in page.segmented_control(key="batch_way").options
    assert "还没有批量任务" in words(page)

    session.act_as(Actor("v", frozenset()))
    assert "没有进行此操作的权限" in visit(PAGE).error[0].value

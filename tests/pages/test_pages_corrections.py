"""积分调整 and 客户合并: every way from its form to its receipt and back."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from pointbook.access import Actor, Right
from pointbook.book import Book
from pointbook.ui import session
from tests.pages.conftest import Visit, words

PAGE = "points/adjust.py"


def choose(visit: Visit, way: str) -> AppTest:
    page = visit(PAGE, customer="M1")
    page.segmented_control(key="adjust_way").set_value(way).run()
    assert not page.exception
    return page


def send(page: AppTest, way: str, book: Book) -> AppTest:
    page.selectbox(key=f"adjust_reason_{way}").set_value(book.corrections.reasons.offered(way)[0])
    next(each for each in page.button if each.label == "预览").click().run()
    assert not page.exception
    return page


def fill(page: AppTest, way: str) -> None:
    if way == "restore":
        page.selectbox(key="adjust_entry_restore").set_value(9)
    if way in ("transfer", "reassign"):
        page.text_input(key="adjust_to").set_value("M2")
    if way in ("hold", "transfer"):
        page.text_input(key="adjust_points").set_value("120")
    if way == "extend":
        page.date_input(key="adjust_until_extend").set_value(date(2028, 12, 31))


RECEIPTS = {
    "claw_back": "已从 M1 扣回", "restore": "已退还 M1 250", "hold": "已为 M1 冻结 120",
    "transfer": "已从 M1 转给 M2 120", "extend": "延长有效期", "reassign": "改记到 M2",
}  # fmt: skip


@pytest.mark.parametrize("way", list(RECEIPTS))
def test_a_way_is_shown_first_done_and_taken_back(shown: Book, visit: Visit, way: str) -> None:
    before = shown.ledger.balance("M1")
    entry = shown.ledger.entries("M1").filter(kind="earn")["entry_id"][-1]
    page = choose(visit, way)
    fill(page, way)
    if way in ("claw_back", "extend", "reassign"):
        page.selectbox(key=f"adjust_entry_{way}").set_value(entry)
    if way == "reassign":
        page.radio(key="adjust_policy_reassign").set_value("debt")
    version = shown.data_version
    send(page, way, shown)
    assert shown.data_version == version
    assert "现在" in words(page)
    page.button(key="adjust_confirm").click().run()
    assert RECEIPTS[way] in page.success[0].value
    if way == "restore":
        assert "adjust_take_back" not in {each.key for each in page.button}
        return
    page.button(key="adjust_take_back").click().run()
    assert not page.exception
    assert "已撤销" in page.success[0].value
    assert shown.ledger.balance("M1").balance == before.balance
    assert shown.verify() == []


def test_a_hold_is_chosen_and_released(shown: Book, visit: Visit) -> None:
    shown.ledger.hold("M1", 40, reason="investigation", actor="t")
    page = choose(visit, "release")
    assert not page.text_area  # no entry would keep them
    page = send(page, "release", shown)
    page.button(key="adjust_confirm").click().run()
    assert "已为 M1 解冻 40" in page.success[0].value
    assert shown.ledger.balance("M1").held == 0


def test_a_link_names_the_way_and_the_entry(shown: Book, visit: Visit) -> None:
    page = visit(PAGE, customer="M1", way="claw_back", entry="1")
    assert page.segmented_control(key="adjust_way").value == "claw_back"
    assert page.selectbox(key="adjust_entry_claw_back").value == 1


def test_what_must_be_filled_is_asked_for_in_a_sentence(shown: Book, visit: Visit) -> None:
    for way, said in (
        ("claw_back", "请选择一笔流水"),
        ("release", "请选择要解冻"),
        ("transfer", "请填写对方"),
    ):
        page = choose(visit, way)
        next(each for each in page.button if each.label == "预览").click().run()
        assert page.error[0].value.startswith(said)


def test_the_list_of_reasons_is_changed_on_the_page(shown: Book, visit: Visit) -> None:
    page = visit(PAGE, customer="M1")
    page.text_input(key="reasons_new").set_value("开业十周年").run()
    page.button(key="reasons_add").click().run()
    assert not page.exception
    assert "开业十周年" in shown.corrections.reasons.offered("up")
    session.act_as(Actor("o", frozenset({Right.ADJUST})))
    page = visit(PAGE, customer="M1")
    assert "reasons_new" not in {each.key for each in page.text_input}


def test_two_customers_become_one_and_two_again(shown: Book, visit: Visit) -> None:
    page = visit("customers/merge.py", customer="M1")
    page.text_input(key="merge_other").set_value("M2").run()
    assert not page.exception
    assert "曾小贤" in words(page)
    page.radio(key="merge_keep").set_value("M2").run()
    page.selectbox(key="merge_reason").set_value("same_person")
    next(each for each in page.button if each.label == "把 M1 合并到 M2").click().run()
    assert not page.exception
    assert "已把 M1 合并到 M2" in page.success[0].value
    assert shown.customers.get("M1").merged_into == "M2"
    page.button(key="merge_take_back").click().run()
    assert not page.exception
    assert shown.customers.get("M1").merged_into is None
    assert shown.ledger.balance("M1").balance == 1550
    assert shown.verify() == []


def test_ones_own_points_are_refused_in_a_sentence(shown: Book, visit: Visit) -> None:
    session.act_as(Actor("t", customer_no="M1"))
    page = visit(PAGE, customer="M1")
    page.text_input(key="adjust_points").set_value("5")
    page.selectbox(key="adjust_reason").set_value("correction")
    next(each for each in page.button if each.label == "预览").click().run()
    assert "您自己的客户号" in page.error[0].value

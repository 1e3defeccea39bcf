"""异常变动 on a small real book: its rules, its thresholds in the URL, the way to the entries."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from pointbook.access import Actor, Right
from pointbook.analysis.odd import RULES
from pointbook.book import Book
from pointbook.ui import session
from tests.pages.conftest import Visit, words

PAGE = "analysis/odd.py"
STATEMENT = "points/statement.py"


@pytest.fixture
def adjusted(shown: Book) -> Book:
    for day in (1, 2, 3):
        shown.ledger.adjust("M1", 4_900, occurred_at=datetime(2026, 6, day), actor="wang")
    shown.customers.edit("M2", phone="13800001234", actor="t")
    return shown


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_says_what_it_is_and_what_it_obeys(
    rule: str, adjusted: Book, visit: Visit
) -> None:
    page = visit(PAGE, rule=rule)
    said = words(page)
    assert "异常变动" in said
    assert "客户范围" in said
    assert "列出" in said
    assert not re.search(r"\b(adjust_up|earn|None|nan)\b", re.sub(r"<[^>]*>", " ", said))
    assert page.number_input


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_speaks_english(rule: str, adjusted: Book, visit: Visit) -> None:
    said = words(visit(PAGE, rule=rule, lang="en"))
    assert not re.search(r"[\u4e00-\u9fff]", said.replace("中文", ""))


def test_a_threshold_in_the_url_is_the_one_that_counts(adjusted: Book, visit: Visit) -> None:
    assert "没有符合规则" in words(visit(PAGE, period="everything"))
    page = visit(PAGE, period="everything", least_adjustments="3")
    assert page.number_input(key="least_adjustments").value == 3
    assert list(page.dataframe[0].value["adjustments"]) == [3]
    page.number_input(key="least_adjustments").set_value(4).run()
    assert "没有符合规则" in words(page)
    assert page.query_params["least_adjustments"] == "4"


def test_the_limit_is_that_of_the_roles_unless_another_is_chosen(
    adjusted: Book, visit: Visit
) -> None:
    page = visit(PAGE, rule="near_limit", period="everything")
    assert page.number_input(key="limit").value == 5_000
    assert list(page.dataframe[0].value["near_limit"]) == [3]
    assert "没有符合规则" in words(
        visit(PAGE, rule="near_limit", period="everything", limit="9000")
    )


def test_customers_on_one_phone_are_shown_whatever_the_period(adjusted: Book, visit: Visit) -> None:
    page = visit(PAGE, rule="phones")
    assert list(page.dataframe[0].value["customer_no"]) == ["M1", "M2"]


def test_the_statement_shows_one_operators_entries_and_the_books_still_close(
    adjusted: Book, visit: Visit
) -> None:
    page = visit(STATEMENT, operator="wang", period="everything", kind="adjust_up,adjust_down")
    assert list(page.dataframe[0].value["actor"]) == ["wang"] * 3
    assert "筛选合计：3 笔" in words(page)
    assert "对账平衡" in words(page)


def test_the_page_is_for_those_who_read_the_audit(shown: Book, visit: Visit) -> None:
    session.act_as(Actor("o", frozenset({Right.ADJUST, Right.EXPORT})))
    page = visit(PAGE)
    assert not page.dataframe
    assert "查看操作记录" in words(page)

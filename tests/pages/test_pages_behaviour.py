"""客户分析 on a small real book: its parts, their sums, and a group kept as a segment."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from streamlit.testing.v1 import AppTest

from pointbook.access import Actor, Scope
from pointbook.book import Book
from pointbook.ui import behaviour, session
from tests.pages.conftest import Visit, words

PAGE = "analysis/behaviour.py"
ASKED = {"starts": "earned", "period": "everything"}
CODES = re.compile(r"\b(earn|redeem|champions|still|None|nan|null)\b")


def press(visitor: AppTest, label: str) -> AppTest:
    next(each for each in visitor.button if each.label == label).click().run()
    assert not visitor.exception
    return visitor


@pytest.fixture
def campaign(shown: Book) -> None:
    """A campaign that reached M1 in June."""
    shown.ledger.earn("M1", 30, campaign="六一", occurred_at=datetime(2026, 6, 1, 9), actor="t")


@pytest.mark.usefixtures("campaign")
@pytest.mark.parametrize("part", behaviour.PARTS)
def test_every_part_adds_up_and_speaks_chinese(part: str, shown: Book, visit: Visit) -> None:
    said = words(visit(PAGE, part=part, **ASKED))
    assert "客户分析" in said
    assert "对账平衡" in said
    assert "对账不平" not in said
    assert CODES.findall(re.sub(r"<[^>]*>", " ", said)) == []


@pytest.mark.usefixtures("campaign")
@pytest.mark.parametrize("part", behaviour.PARTS)
def test_every_part_speaks_english(part: str, shown: Book, visit: Visit) -> None:
    said = words(visit(PAGE, part=part, lang="en", **ASKED))
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"中文|曾小贤|胡一菲|金卡|银卡|六一", "", said))


@pytest.mark.usefixtures("campaign")
@pytest.mark.parametrize("part", behaviour.PARTS)
def test_every_part_obeys_the_customer_range(part: str, shown: Book, visit: Visit) -> None:
    said = words(visit(PAGE, part=part, tier="金卡", **ASKED))
    assert "对账平衡" in said
    assert "对账不平" not in said


def test_an_empty_book_leads_to_the_import(empty: Book, visit: Visit) -> None:
    assert "请先导入客户或积分流水" in words(visit(PAGE))


def test_a_group_is_listed_and_kept_as_a_segment(shown: Book, visit: Visit) -> None:
    page = visit(PAGE, rfm="still")
    assert list(page.dataframe[1].value["customer_no"]) == ["M3"]
    page.text_input(key="rfm_name").set_value("没有变动")
    press(page, "把 1 位客户存为客户分群")
    assert "已保存客户分群“没有变动”。" in [each.value for each in page.success]
    (kept,) = shown.segments.list()
    assert kept.is_frozen
    assert list(shown.ask("customers/search", segment=kept.segment_id)["customer_no"]) == ["M3"]


def test_thresholds_are_typed_or_said_to_be_unreadable(shown: Book, visit: Visit) -> None:
    typed = visit(PAGE, frequency_cuts="1,2,3,4", period="everything")
    # M1 has four earns and a redeem, M2 four earns.
    cuts = typed.dataframe[1].value
    frequency = cuts[cuts["rfm_axis"] == "F 变动次数"]
    assert list(frequency["customers"]) == [0, 0, 0, 1, 1]
    assert "四个由小到大的数字" in words(visit(PAGE, frequency_cuts="4,3,2,1"))


def test_a_field_of_the_triangle_lists_who_came_back(shown: Book, visit: Visit) -> None:
    # Both first earned in March; M1 and M2 earned in May again.
    page = visit(PAGE, part="retention", cohort="2026-03+2", **ASKED)
    assert list(page.dataframe[0].value["customer_no"]) == ["M1", "M2"]
    assert "未完" in words(page)


def test_without_days_of_joining_another_beginning_is_offered(shown: Book, visit: Visit) -> None:
    assert "可以改按首次获得积分" in words(visit(PAGE, part="retention", period="everything"))


def test_states_and_transitions_list_their_customers(shown: Book, visit: Visit) -> None:
    def listed(**asked: str) -> list[str]:
        page = visit(PAGE, part="lifecycle", **asked)
        return sorted(page.dataframe[0].value["customer_no"])

    assert listed(state="unmoved") == ["M3"]
    assert listed(state="active") == ["M1", "M2"]
    assert listed(state="new", state_month="2026-03") == ["M1", "M2"]
    assert listed(state="new-active", state_month="2026-04") == ["M1", "M2"]


def test_a_move_between_tiers_lists_its_customers(shown: Book, visit: Visit) -> None:
    page = visit(PAGE, part="tiers", move="=金卡>=金卡")
    assert list(page.dataframe[0].value["customer_no"]) == ["M1"]
    assert "更早的等级不知道" in words(page)


@pytest.mark.usefixtures("campaign")
def test_a_campaign_is_compared_with_the_others_and_with_before(shown: Book, visit: Visit) -> None:
    page = visit(PAGE, part="campaigns", effect="六一", reached="no", period="everything")
    listed, groups, others = (each.value for each in page.dataframe)
    assert list(listed["issued"]) == [30]
    assert "未设定" in words(page) or "每积分价值" in words(page)
    assert list(groups["customers"]) == [1, 1, 2, 2]
    assert list(others["customer_no"]) == ["M2", "M3"]
    assert "不是因果" in words(page)


def test_without_a_campaign_the_page_says_where_they_come_from(shown: Book, visit: Visit) -> None:
    assert "对应“活动”一列" in words(visit(PAGE, part="campaigns"))


def test_a_group_by_balance_is_kept_as_a_rule(shown: Book, visit: Visit) -> None:
    page = visit(PAGE, part="groups", holders="top", period="everything")
    assert list(page.dataframe[1].value["customer_no"]) == ["M2"]
    page.text_input(key="holders_name").set_value("高积分")
    page.radio(key="holders_way").set_value("rule")
    press(page, "把 1 位客户存为客户分群")
    (kept,) = shown.segments.list()
    assert not kept.is_frozen
    assert kept.rule is not None
    assert kept.rule.balance_from == 3600
    assert list(shown.ask("customers/search", segment=kept.segment_id)["customer_no"]) == ["M2"]


def test_lost_is_longer_than_active(shown: Book, visit: Visit) -> None:
    page = visit(PAGE, part="lifecycle", active_months="6", lost_months="4")
    assert "流失的月数要大于活跃的月数" in words(page)


def test_an_operator_sees_their_own_customers_alone(shown: Book, visit: Visit) -> None:
    shown.customers.edit("M1", owner="小王", actor="t")
    session.act_as(Actor("w", frozenset(), scope=Scope("own", ("小王",))))
    page = visit(PAGE, rfm="champions")
    assert set(page.dataframe[0].value["customers"]) == {0, 1}
    assert "M2" not in "".join(each.value.to_csv() for each in page.dataframe)

"""积分健康 on a small real book: its parts, its sums, whom it lets change a setting."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest

from pointbook.access import Actor, Right
from pointbook.book import Book
from pointbook.ui import session
from tests.pages.conftest import Visit, words

PAGE = "analysis/health.py"
PARTS = ("usage", "cohorts", "expiries")
CODES = re.compile(r"\b(earn|redeem|used|open|None|nan|null)\b")


@pytest.mark.parametrize("part", PARTS)
def test_every_part_adds_up_and_says_what_it_obeys(part: str, shown: Book, visit: Visit) -> None:
    page = visit(PAGE, part=part)
    said = words(page)
    assert "积分健康" in said
    assert "对账平衡" in said
    assert "对账不平" not in said
    assert "客户范围" in said
    assert CODES.findall(re.sub(r"<[^>]*>", " ", said)) == []


@pytest.mark.parametrize("part", PARTS)
def test_every_part_speaks_english(part: str, shown: Book, visit: Visit) -> None:
    said = words(visit(PAGE, part=part, lang="en"))
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"中文|曾小贤|胡一菲", "", said))


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("tier", ["金卡", "银卡"])
def test_every_part_obeys_the_customer_range(
    part: str, tier: str, shown: Book, visit: Visit
) -> None:
    assert "对账不平" not in words(visit(PAGE, part=part, tier=tier))


def test_an_empty_book_leads_to_the_import(empty: Book, visit: Visit) -> None:
    assert "请先导入客户或积分流水" in words(visit(PAGE))


def test_what_was_never_used_is_said(shown: Book, visit: Visit) -> None:
    assert "没有使用过积分" in words(visit(PAGE, tier="银卡"))


def test_the_age_of_used_points_is_shown_in_bands(shown: Book, visit: Visit) -> None:
    # M1 redeemed 250 on 20 May: the 250 came of the lots of 10 March, 71 days before.
    table = visit(PAGE).dataframe[0].value
    assert list(table["used"]) == [0, 250, 0, 0, 0]
    assert list(table["share"]) == [0, 100, 0, 0, 0]


def test_the_liability_is_shown_line_by_line(shown: Book, visit: Visit) -> None:
    assert "未设定" in words(visit(PAGE, part="cohorts"))
    shown.change_programme(point_value="0.01", actor="t")
    said = words(visit(PAGE, part="cohorts"))
    # 5,400 issued less 250 used, all expected to be used, for no month is matured.
    assert "51.50 元" in said
    assert "无法估计不兑换率" in said


def test_the_value_of_a_point_is_set_on_the_page(shown: Book, visit: Visit) -> None:
    page = visit(PAGE, part="cohorts")
    page.text_input(key="set_point_value").set_value("0.02")
    page.button(key="save_point_value").click().run()
    assert not page.exception
    assert f"{shown.programme.point_value}" == "0.02"
    assert "103.00 元" in words(page)
    page.text_input(key="set_point_value").set_value("much")
    page.button(key="save_point_value").click().run()
    assert "每积分价值“much”无效" in words(page)


def test_only_those_who_edit_rules_are_offered_the_settings(shown: Book, visit: Visit) -> None:
    session.act_as(Actor("v", frozenset({Right.EXPORT})))
    page = visit(PAGE, part="cohorts")
    assert "修改规则" in words(page)
    assert [each.key for each in page.text_input if each.key.startswith("set_")] == []


def test_the_list_leaves_out_who_opted_out(shown: Book, visit: Visit) -> None:
    for number in ("M1", "M2"):
        shown.ledger.earn(
            number, 40, occurred_at=datetime(2026, 6, 11), expires_at=date(2026, 7, 9), actor="t"
        )
    shown.customers.edit("M2", tags="免打扰", actor="t")
    page = visit(PAGE, part="expiries")
    assert sorted(page.dataframe[1].value["customer_no"]) == ["M1", "M2"]
    shown.change_programme(reminder_opt_out="免打扰", actor="t")
    page = visit(PAGE, part="expiries")
    assert list(page.dataframe[1].value["customer_no"]) == ["M1"]
    assert list(page.dataframe[0].value["customers"]) == [2]
    assert "免打扰" in words(page)
    assert "对账平衡" in words(page)


def test_a_month_of_the_calendar_narrows_the_list(shown: Book, visit: Visit) -> None:
    page = visit(PAGE, part="expiries", month="2027-03")
    assert "2027-03-01" in words(page)
    # The lots of 10 March last until 9 March of the next year.
    assert list(page.dataframe[0].value["expiring_points"]) == [650]


def test_an_operator_sees_only_their_own_customers(shown: Book, visit: Visit) -> None:
    from pointbook.access import Scope

    shown.customers.edit("M1", owner="小王", actor="t")
    session.act_as(Actor("w", frozenset(), scope=Scope("own", ("小王",))))
    page = visit(PAGE, part="expiries", month="2027-03")
    assert set(page.dataframe[1].value["customer_no"]) == {"M1"}
    assert "对账平衡" in words(page)

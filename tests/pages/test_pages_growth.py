"""积分增长 on a small real book: the unfinished period, comparisons, groups, and the way to the entries."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pointbook.book import Book
from tests.pages.conftest import Visit, words

PAGE = "analysis/growth.py"


def choose(page: AppTest, chart: str, trace: int, place: int) -> AppTest:
    """Choose a bar as a visitor does."""
    point = {"curve_number": trace, "point_number": place, "point_index": place}
    page.session_state[f"chart_{chart}"] = {
        "selection": {"points": [point], "point_indices": [place], "box": [], "lasso": []}
    }
    return page.run()


def address(page: AppTest) -> dict[str, Any]:
    return {name: value for name, value in page.query_params.items() if name != "lang"}


def proved(page: AppTest) -> bool:
    return "对账平衡" in words(page) and "对账不平" not in words(page)


def test_a_month_that_is_not_over_is_named_and_compared_with_the_same_days(
    shown: Book, visit: Visit
) -> None:
    page = visit(PAGE, period="this_month")
    said = words(page)
    assert "与 2026-05-01 至 2026-05-10 相比" in said
    assert "同比：" not in said  # there was nothing a year before
    assert "不代表下降" in said
    # M1 and M2 got 1,800 in June up to the 10th, 1,500 in the same days of May.
    assert "发放+1,800较上期 ▲ +20.0%" in re.sub(r"<[^>]*>", "", said)
    compared = page.dataframe[1].value
    assert list(compared["period_state"]) == ["未完"]
    assert list(compared["earned_previous"]) == [20]
    whole = visit(PAGE, period="this_month", basis="whole")
    assert "与 2026-05-01 至 2026-05-31 相比" in words(whole)
    assert "会显得偏低" in words(whole)


def test_a_period_that_is_over_is_not_called_unfinished(shown: Book, visit: Visit) -> None:
    said = words(visit(PAGE, period="last_month"))
    assert "▨" not in said
    assert "不代表下降" not in said


def test_a_bar_opens_the_entries_of_its_period_and_kind(shown: Book, visit: Visit) -> None:
    page = visit(PAGE, period="everything", tier="金卡")
    page = choose(page, "movements", 1, 2)  # redeemed, in May
    assert address(page) == {"period": "custom", "kind": "redeem", "tier": "金卡"}
    assert page.date_input(key="dates").value == (date(2026, 5, 1), date(2026, 5, 31))
    assert "积分明细" in words(page)
    assert list(page.dataframe[0].value["points"]) == [-250]


def test_a_step_of_the_way_opens_the_entries_of_the_whole_period(shown: Book, visit: Visit) -> None:
    page = choose(visit(PAGE, period="everything"), "waterfall", 0, 1)
    assert address(page)["kind"] == "earn"
    assert len(page.dataframe[0].value) == 8


@pytest.mark.parametrize(("by", "group"), [("reason", "purchase"), ("tier", "银卡")])
def test_a_group_opens_its_own_entries(by: str, group: str, shown: Book, visit: Visit) -> None:
    page = visit(PAGE, period="everything", by=by)
    assert proved(page)
    groups = [each.value for each in page.dataframe][2]
    net = groups.set_index("group")["net"]
    label = {"purchase": "购物"}.get(group, group)
    page = choose(
        page, "waterfall", 0, 1 + list(net.sort_values(ascending=False).index).index(label)
    )
    assert address(page)[by] == group
    assert sum(page.dataframe[0].value["points"]) == net[label]


def test_entries_without_a_store_have_a_name_in_the_tables_too(shown: Book, visit: Visit) -> None:
    page = visit(PAGE, period="everything", by="entry_store")
    tables = [each.value for each in page.dataframe if "group" in each.value]
    assert [set(each["group"]) for each in tables] == [{"（无）", "南京路店"}] * 2


def test_ends_and_lines_and_groups_without_a_filter_open_nothing(shown: Book, visit: Visit) -> None:
    page = choose(visit(PAGE, period="everything"), "waterfall", 0, 0)
    assert "积分增长" in words(page)
    page = choose(visit(PAGE, period="everything"), "movements", 2, 0)  # the balance
    assert "积分增长" in words(page)
    page = choose(visit(PAGE, period="everything", by="arrival"), "waterfall", 0, 1)
    assert "没有对应的筛选" in words(page)


def test_new_customers_are_those_whose_first_entry_is_in_the_period(
    shown: Book, visit: Visit
) -> None:
    shown.ledger.earn("M3", 70, occurred_at=datetime(2026, 5, 3), actor="t")
    page = visit(PAGE, period="last_month", by="arrival")
    contributions = page.dataframe[2].value.set_index("group")
    assert contributions.loc["新客户", "net"] == 70
    assert contributions.loc["老客户", "net"] == 1250
    assert "2026-05-01 或以后" in words(page)
    assert proved(page)


def test_the_choices_are_in_the_address(shown: Book, visit: Visit) -> None:
    page = visit(PAGE, period="everything", average="3", basis="whole", by="department")
    assert page.selectbox(key="average").value == "3"
    assert page.selectbox(key="basis").value == "whole"
    assert proved(page)
    said = words(visit(PAGE, period="everything", average="3", by="arrival", lang="en"))
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"中文|曾小贤|胡一菲", "", said))


def test_years_are_aligned_on_spring_festival_by_choice(shown: Book, visit: Visit) -> None:
    shown.ledger.earn("M1", 40, occurred_at=datetime(2025, 1, 20), actor="t")
    page = visit(PAGE, period="custom", dates=["2026-02-01", "2026-03-15"], basis="spring")
    said = words(page)
    assert "（2026-02-17 对 2025-01-29）" in said
    assert "与 2025-01-13 至 2025-02-24 相比" in said
    assert "农历年" in said

"""积分排名 on a small real book: compared periods, groups, lists, and the way to the entries."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest

from pointbook.book import Book
from tests.pages.conftest import Visit, words
from tests.pages.test_pages_growth import address, choose, proved

PAGE = "analysis/ranking.py"
CODES = re.compile(r"\b(earned|redeem|purchase|None|nan|null)\b")


def test_who_is_new_and_with_what_it_is_compared_is_said(shown: Book, visit: Visit) -> None:
    shown.ledger.earn("M3", 5_000, occurred_at=datetime(2026, 5, 3), actor="t")
    page = visit(PAGE)
    assert list(page.dataframe[0].value["rank_change"]) == ["新", "▼ 1", "▼ 1"]
    said = words(page)
    assert "与 2026-04-01 至 2026-04-30 相比" in said
    assert "1、2、2、4" in said
    year = visit(PAGE, compare="year_ago")
    assert "与 2025-05-01 至 2025-05-31 相比" in words(year)
    assert set(year.dataframe[0].value["rank_change"]) == {"新"}


def test_percentiles_and_concentration_stand_below_with_their_definitions(
    shown: Book, visit: Visit
) -> None:
    page = visit(PAGE)
    percentiles, tops = (each.value for each in page.dataframe[1:3])
    assert list(percentiles["percentile"]) == ["P50", "P75", "P90", "P95", "P99"]
    assert list(percentiles["value"]) == [500, 1000, 1000, 1000, 1000]
    assert list(tops["customers"]) == [1, 1, 1, 1, 1]
    assert tops["share"][0] == pytest.approx(200 / 3)
    assert "洛伦兹曲线" in words(page)
    assert ">基尼系数</div>" in words(page)


@pytest.mark.parametrize("by", ["tier", "store", "channel", "reason"])
@pytest.mark.parametrize("measure", ["earned", "balance"])
def test_groups_add_up_and_say_so(by: str, measure: str, shown: Book, visit: Visit) -> None:
    page = visit(PAGE, rank_by=by, measure=measure)
    assert proved(page)
    assert CODES.findall(re.sub(r"<[^>]*>", " ", words(page))) == []
    total = 1500 if measure == "earned" else 3350
    assert sum(page.dataframe[0].value["value"]) == total


def test_a_pasted_list_and_joining_days_narrow_the_ranking(shown: Book, visit: Visit) -> None:
    shown.customers.edit("M1", joined_on=date(2026, 1, 5), actor="t")
    page = visit(PAGE, list="13800001234\nM3，X9", period="everything")
    assert list(page.dataframe[0].value["customer_no"]) == ["M1"]
    assert "3 行，找到 2 位，1 行没有对应" in words(page)
    page = visit(PAGE, joined_since="2026-01-01")
    assert list(page.dataframe[0].value["customer_no"]) == ["M1"]
    assert proved(visit("analysis/growth.py", list="M1", by="reason", period="everything"))


def test_a_list_too_long_for_an_address_is_refused(shown: Book, visit: Visit) -> None:
    page = visit(PAGE, list="\n".join(f"M{n}" for n in range(201)))
    assert "这份名单有 201 行" in page.error[0].value
    assert not page.dataframe


def test_a_bar_opens_what_the_value_is_the_sum_of(shown: Book, visit: Visit) -> None:
    page = choose(visit(PAGE), "top", 0, 0)
    assert address(page).items() >= {"customer": "M2", "kind": "earn", "period": "custom"}.items()
    assert page.date_input(key="dates").value == (date(2026, 5, 1), date(2026, 5, 31))
    assert list(page.dataframe[0].value["points"]) == [1000]
    page = choose(visit(PAGE, measure="balance", rank_by="tier"), "groups", 0, 0)
    assert address(page).items() >= {"tier": "银卡", "period": "custom"}.items()
    assert sum(page.dataframe[0].value["points"]) == 2400


def test_the_whole_page_speaks_english(shown: Book, visit: Visit) -> None:
    for query in ({}, {"rank_by": "reason"}, {"list": "M1"}):
        said = words(visit(PAGE, lang="en", **query))
        assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"中文|曾小贤|胡一菲", "", said))

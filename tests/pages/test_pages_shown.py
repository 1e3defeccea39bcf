"""Every page on a small real book: what it says, in both languages, and what it proves."""

from __future__ import annotations

import json
import re
import time
from datetime import datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from pointbook.book import Book
from tests.pages.conftest import Visit, words

PAGES = {
    "lookup": "customers/lookup.py",
    "statement": "points/statement.py",
    "adjust": "points/adjust.py",
    "ranking": "analysis/ranking.py",
    "growth": "analysis/growth.py",
    "upload": "imports/upload.py",
    "history": "imports/history.py",
    "profile": "customers/profile.py",
    "backup": "manage/backup.py",
}
CODES = re.compile(r"\b(adjust_up|claw_back|earn|redeem|None|nan|null)\b")


def proves(visitor: AppTest) -> bool:
    return "对账平衡" in words(visitor) and "对账不平" not in words(visitor)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_begins_with_its_name_and_how_new_the_data_are(
    name: str, shown: Book, visit: Visit
) -> None:
    page = visit(PAGES[name])
    assert "<h1>" in words(page)
    assert "数据截至 2026-06-10" in words(page)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_speaks_english_when_asked(name: str, shown: Book, visit: Visit) -> None:
    page = visit(PAGES[name], lang="en")
    assert "data up to 2026-06-10" in words(page)
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"中文|曾小贤|胡一菲", "", words(page)))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_no_codes_and_no_nothing(name: str, shown: Book, visit: Visit) -> None:
    page = visit(PAGES[name], customer="M1")
    assert CODES.findall(re.sub(r"<[^>]*>", " ", words(page))) == []
    for table in page.dataframe:
        shown_words = table.value.astype(str).to_numpy().ravel()
        assert not {"earn", "redeem", "purchase", "active"} & set(shown_words)


@pytest.mark.parametrize("name", ["ranking", "growth", "statement", "lookup", "adjust", "profile"])
def test_an_empty_book_leads_to_the_import(name: str, empty: Book, visit: Visit) -> None:
    assert "请先导入客户或积分流水" in words(visit(PAGES[name]))


def test_the_ranking_is_of_the_last_full_month_by_default(shown: Book, visit: Visit) -> None:
    rows = visit(PAGES["ranking"]).dataframe[0].value
    assert list(rows["customer_no"]) == ["M2", "M1"]
    assert list(rows["value"]) == [1000, 500]
    assert list(rows["rank_change"]) == ["–", "–"]


def test_a_deep_link_with_codes_is_read_in_either_language(shown: Book, visit: Visit) -> None:
    for lang in ("zh", "en"):
        page = visit(PAGES["ranking"], measure="redeemed", lang=lang)
        assert list(page.dataframe[0].value["value"]) == [250]
        assert page.selectbox(key="measure").value == "redeemed"


def test_the_ranking_says_when_nobody_can_be_ranked(shown: Book, visit: Visit) -> None:
    page = visit(PAGES["ranking"], tier="金卡", period="custom", dates=["2025-01-01", "2025-01-31"])
    assert "此范围内没有可排名的客户,请放宽日期或清除筛选。" in words(page)


def test_growth_proves_itself_and_splits(shown: Book, visit: Visit) -> None:
    assert proves(visit(PAGES["growth"], period="everything"))
    page = visit(PAGES["growth"], period="everything", by="reason")
    assert proves(page)
    groups = page.dataframe[3].value
    assert set(groups["group"]) == {"购物", "兑换礼品"}


def test_growth_names_the_period_that_is_not_over(shown: Book, visit: Visit) -> None:
    page = visit(PAGES["growth"], period="everything")
    assert any("未完" in str(each.value) for each in page.caption)


def test_a_statement_keeps_its_proof_under_a_filter(shown: Book, visit: Visit) -> None:
    page = visit(PAGES["statement"], customer="M1", kind="redeem")
    assert proves(page)
    assert "筛选合计：1 笔，增加 0，减少 250" in words(page)
    assert list(page.dataframe[0].value["balance_after"]) == [950]


def test_one_customers_statement_says_whose_it_is_and_what_was_earned(
    shown: Book, visit: Visit
) -> None:
    said = words(visit(PAGES["statement"], customer="M1"))
    assert "曾小贤" in said
    assert ">获得</div>" in said
    assert ">发放</div>" not in said


def test_a_statement_waits_until_one_of_several_customers_is_chosen(
    shown: Book, visit: Visit
) -> None:
    page = visit(PAGES["statement"], customer="M")
    assert page.selectbox(key="which").label == "有 3 位客户符合，请选择"
    assert not page.dataframe
    page.selectbox(key="which").set_value("M2").run()
    assert "胡一菲" in words(page)
    assert page.dataframe


def test_a_chosen_entry_shows_when_it_was_recorded_and_what_it_drew_on(
    shown: Book, visit: Visit
) -> None:
    page = visit(PAGES["statement"], customer="M1", kind="redeem")
    page.session_state["table_statement"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    page.run()
    detail, draws = page.dataframe[1].value, page.dataframe[2].value
    stored = shown.ask("points/statement", customer_no="M1", kinds="redeem")["recorded_at"][0]
    assert detail["recorded_at"][0] - stored == timedelta(hours=8)
    assert "short" not in detail
    assert list(draws["drawn"]) == [250]


def test_a_statement_without_entries_names_the_newest_day(shown: Book, visit: Visit) -> None:
    page = visit(PAGES["statement"], period="custom", dates=["2026-06-20", "2026-06-25"])
    assert "此期间没有积分变动,最近一笔在2026-06-10。" in words(page)


@pytest.mark.parametrize("typed", ["zxx", "zengxiaoxian", "曾小贤", "1234", "M1", "\uff2d1"])
def test_a_customer_is_found_by_whatever_is_known(typed: str, shown: Book, visit: Visit) -> None:
    assert list(visit(PAGES["lookup"], search=typed).dataframe[0].value["customer_no"]) == ["M1"]


def test_a_search_in_vain_says_what_to_try(shown: Book, visit: Visit) -> None:
    page = visit(PAGES["lookup"], search="查无此人")
    assert "没有找到“查无此人”。试试手机尾号或拼音首字母,或先导入客户。" in words(page)


def test_a_profile_shows_who_and_how_much(shown: Book, visit: Visit) -> None:
    said = words(visit(PAGES["profile"], customer="M1"))
    assert "曾小贤" in said
    assert "1,550" in said
    assert "13800001234" in said


def test_the_balance_of_a_profile_stands_until_the_data_end(shown: Book, visit: Visit) -> None:
    shown.ledger.earn("M3", 70, occurred_at=datetime(2026, 4, 1, 9), actor="t")
    page = visit(PAGES["profile"], customer="M3")
    (line,) = json.loads(page.get("plotly_chart")[0].proto.spec)["data"]
    assert line["x"] == ["2026-04-01", "2026-06-10"]
    assert line["y"] == [70, 70]


def test_an_unknown_customer_is_one_clear_sentence(shown: Book, visit: Visit) -> None:
    page = visit(PAGES["profile"], customer="X9")
    assert page.error[0].value.startswith("没有客户号为“X9”的客户。")


@pytest.mark.parametrize("name", ["ranking", "growth", "statement", "lookup"])
def test_a_page_costs_little_beyond_its_queries(name: str, shown: Book, visit: Visit) -> None:
    page = visit(PAGES[name])
    page.run()
    times = []
    for _ in range(3):
        start = time.perf_counter()
        page.run()
        times.append(time.perf_counter() - start)
    # Not a measure of speed: it catches a page that asks or draws a hundred times as much.
    assert min(times) < 5

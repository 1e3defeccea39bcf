"""余额说明 on a small real book: the balance of any day in sentences, lots and a proof, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from pointbook.access import Actor
from pointbook.book import Book
from pointbook.ui import session
from tests.pages.conftest import Visit, words

PAGE = "customers/why.py"
CODES = re.compile(r"\b(earn|redeem|purchase|gift|None|nan|null)\b")


def plain(said: str) -> str:
    return re.sub(r"<[^>]*>", "", said)


def test_the_balance_is_told_in_sentences_that_add_up(shown: Book, visit: Visit) -> None:
    said = plain(words(visit(PAGE, customer="M1")))
    assert "到 2026-06-30 为止：获得 4 笔 +1,800，消耗 1 笔 −250，合计即余额 1,550。" in said
    assert "对账：各批次剩余 1,550 = 可用积分 1,550 = 余额 1,550" in said
    assert "对账平衡" in said
    assert re.search(r"2026-03-10 因购物得到 300 分", said)
    assert "2026-05-20 消耗" in said
    assert CODES.findall(said) == []


def test_a_past_day_knows_nothing_of_what_came_later(shown: Book, visit: Visit) -> None:
    said = plain(words(visit(PAGE, customer="M1", day="2026-04-30")))
    assert "到 2026-04-30 为止：获得 2 笔 +700，合计即余额 700。" in said
    assert "2026-05-20" not in said
    assert "没有任何积分变动" in plain(words(visit(PAGE, customer="M1", day="2026-03-09")))


def test_it_speaks_english(shown: Book, visit: Visit) -> None:
    said = words(visit(PAGE, customer="M1", lang="en"))
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"中文|曾小贤|南京路店", "", said))


def test_a_customer_without_points_and_nobody_at_all(shown: Book, visit: Visit) -> None:
    assert "没有任何积分变动" in words(visit(PAGE, customer="M3"))
    assert "请输入客户号" in words(visit(PAGE))


def test_an_empty_book_leads_to_the_import(empty: Book, visit: Visit) -> None:
    assert "请先导入客户或积分流水" in words(visit(PAGE))


@pytest.fixture
def viewer() -> Iterator[None]:
    session.act_as(Actor("v", frozenset()))
    yield
    session.act_as(None)


def test_who_may_not_export_is_offered_no_statement(
    shown: Book, viewer: None, visit: Visit
) -> None:
    page = visit(PAGE, customer="M1")
    assert not page.get("download_button")
    assert "对账平衡" in words(page)


def test_the_statement_page_of_one_customer_offers_it_for_its_period(
    shown: Book, visit: Visit
) -> None:
    page = visit("points/statement.py", customer="M1")
    files = {"对账单 (PDF)", "对账单 (XLSX)"}
    assert files <= {each.proto.label for each in page.get("download_button")}
    everybody = visit("points/statement.py").get("download_button")
    assert not files & {each.proto.label for each in everybody}

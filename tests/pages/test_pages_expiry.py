"""年底清零 on a small real book: five steps, the sweep once the day is over, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

import pytest

from pointbook.access import Actor
from pointbook.book import Book
from pointbook.ui import jobs, session
from tests.pages.conftest import Visit, words

PAGE = "points/expiry.py"
COMING = {"day": "2027-03-09", "start": "2026-05-01"}
OVER = {"day": "2026-06-15", "start": "2026-06-01"}
CODES = re.compile(r"\b(earn|redeem|expire|added|None|nan|null)\b")


def plain(said: str) -> str:
    return re.sub(r"<[^>]*>", "", said)


@pytest.fixture
def ending(shown: Book) -> Book:
    """M2 has 70 more points, whose last day was 15 June."""
    shown.ledger.earn(
        "M2", 70, occurred_at=datetime(2026, 5, 1), expires_at=date(2026, 6, 15), actor="t"
    )
    return shown


def test_a_day_to_come_walks_from_who_loses_to_the_review(shown: Book, visit: Visit) -> None:
    said = plain(words(visit(PAGE, **COMING)))
    for step in ("① 谁将失去多少", "② 提醒名单", "③ 期间用了多少", "④ 过期处理", "⑤ 回顾"):
        assert step in said
    # M1 and M2 got 300 and 600 in March; M1 used 250 of them on 20 May.
    assert "起始积分900" in said
    assert "1 位客户用掉了其中 250 积分" in said
    assert "2 位客户可提醒，合计 650 积分" in said
    assert "还有 252 天" in said
    assert "对账平衡" in said
    assert CODES.findall(said) == []


def test_once_the_day_is_over_it_is_written_off_and_the_account_says_so(
    ending: Book, visit: Visit
) -> None:
    page = visit(PAGE, **OVER)
    assert "② 提醒名单" not in words(page)
    page.button(key="sweep_ask").click().run()
    assert "共 70" in words(page)
    page.button(key="sweep_confirm").click().run()
    jobs.find(page.session_state["job_sweep"]).wait(20)
    said = plain(words(page.run()))
    assert "已为 1 批积分写入过期流水，合计 70" in said
    assert "已过期70" in said
    assert ending.verify() == []


@pytest.fixture
def viewer() -> Iterator[None]:
    session.act_as(Actor("v", frozenset()))
    yield
    session.act_as(None)


def test_who_may_not_write_off_is_told_who_can(ending: Book, viewer: None, visit: Visit) -> None:
    page = visit(PAGE, **OVER)
    assert "有 70 积分已到期但尚未处理" in words(page)
    assert not [each for each in page.button if each.key == "sweep_ask"]


def test_a_day_without_points_leads_to_those_with_some(shown: Book, visit: Visit) -> None:
    said = words(visit(PAGE))
    assert "没有积分在 2026-12-31 到期" in said
    # Streamlit's own link to the page that it stands on would leave the filters as they are.
    assert 'href="/expiry?day=2027-06-09" target="_self">2027-06-09 有 1,800 积分到期' in said


def test_it_speaks_english(ending: Book, visit: Visit) -> None:
    for asked in (COMING, OVER):
        said = words(visit(PAGE, lang="en", **asked))
        assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"中文|曾小贤|胡一菲|南京路店", "", said))


def test_an_empty_book_leads_to_the_import(empty: Book, visit: Visit) -> None:
    assert "请先导入客户或积分流水" in words(visit(PAGE))

"""保存的视图: filters are kept by name on their page, opened by others, renamed, removed, listed on 首页."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from pointbook.access import Actor, Right
from pointbook.book import Book
from pointbook.ui import navigation, session, views
from tests.pages.conftest import HOME, Visit, words

PAGE = "analysis/ranking.py"


def press(visitor: AppTest, label: str) -> None:
    next(each for each in visitor.button if each.label == label).click().run()
    assert not visitor.exception


def test_every_page_with_views_is_a_page() -> None:
    assert navigation.FILES.keys() >= views.PAGES


def test_filters_are_kept_shared_changed_and_removed(shown: Book, visit: Visit) -> None:
    session.act_as(Actor("anna", frozenset(Right)))
    days = ["2026-05-01", "2026-06-30"]
    visitor = visit(PAGE, measure="redeemed", period="custom", dates=days, tier="金卡", lang="zh")
    visitor.text_input(key="views_name").set_value("金卡余额")
    visitor.checkbox(key="views_share").set_value(True)
    press(visitor, "保存当前筛选")
    assert "已保存视图“金卡余额”" in words(visitor)
    kept = shown.views.list(actor="t")[0]
    assert (kept.page, dict(kept.query), kept.is_shared) == (
        "ranking", {"dates": tuple(days), "measure": "redeemed", "period": "custom", "tier": "金卡"}, True,
    )  # fmt: skip

    session.act_as(Actor("ben", frozenset()))
    assert not [each for each in visit(PAGE).button if each.label == "保存修改"]
    session.act_as(Actor("anna", frozenset(Right)))
    visitor = visit(PAGE, measure="earned")
    visitor.text_input(key=f"views_name_{kept.view_id}").set_value("发放")
    visitor.checkbox(key=f"views_replace_{kept.view_id}").set_value(True)
    press(visitor, "保存修改")
    changed = shown.views.list(actor="t")[0]
    assert (changed.name, "tier" in changed.query) == ("发放", False)
    press(visitor, "删除")
    assert shown.views.list(actor="t") == []
    assert "已删除视图" in words(visitor)


def test_home_lists_the_views_of_pages_that_one_may_open(shown: Book, visit: Visit) -> None:
    shown.views.save("odd", "怪", {}, is_shared=True, actor="anna")
    shown.views.save("growth", "长", {}, is_shared=True, actor="anna")
    session.act_as(Actor("ben", frozenset()))
    assert "保存的视图" in words(visit(HOME))

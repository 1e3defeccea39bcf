"""自动清零: a rule is filled in, looked at, switched on and off on the page, and its runs are listed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from streamlit.testing.v1 import AppTest

from pointbook.access import Actor, Right, Scope
from pointbook.book import Book
from pointbook.clearing import Rule
from pointbook.ui import jobs, session
from pointbook.web.daily import ACTOR
from tests.pages.conftest import NOW, Visit, words

PAGE = "points/clearing.py"
RULE = Rule("长期未动", "still", 100, Decimal(100_000), days=10)
"""On 30 June both customers did their last thing 20 days ago."""


def press(visitor: AppTest, label: str) -> None:
    next(each for each in visitor.button if each.label.startswith(label)).click().run()
    assert not visitor.exception


def test_a_rule_is_made_looked_at_and_switched_on_and_off(shown: Book, visit: Visit) -> None:
    visitor = visit(PAGE)
    assert "还没有自动清零规则" in words(visitor)
    assert "还没有执行记录" in words(visitor)
    visitor.text_input(key="rule_new_name").set_value("长期未动")
    visitor.number_input(key="rule_new_months").set_value(0)
    visitor.number_input(key="rule_new_days").set_value(10)
    press(visitor, "保存规则")
    (kept,) = shown.clearing.rules(actor="t")
    assert (kept.rule.name, kept.rule.days, kept.is_on) == ("长期未动", 10, False)
    assert "已保存规则“长期未动”，尚未启用" in words(visitor)

    visitor = visit(PAGE, rule=str(kept.rule_id))
    assert "启用前须先预览" in words(visitor)
    press(visitor, "预览今天谁会清零")
    job = jobs.find(f"clearing_preview_{visitor.session_state['clearing_look'][2]}")
    assert job is not None
    assert job.wait(60)
    visitor.run()
    table = next(each.value for each in visitor.dataframe if "since_on" in each.value.columns)
    assert table["customer_no"].tolist() == ["M1", "M2"]
    assert set(table["batch_fate"]) == {"可处理"}
    press(visitor, "我已看过，启用规则")
    kept = shown.clearing.rule(kept.rule_id, actor="t")
    assert (kept.is_on, kept.seen_customers) == (True, 2)
    assert "已启用规则“长期未动”" in words(visitor)
    assert "下次执行 2026-07-01" in words(visitor)
    press(visitor, "停用规则")
    assert not shown.clearing.rule(kept.rule_id, actor="t").is_on


def test_a_changed_rule_comes_back_off_and_bad_ones_are_refused(shown: Book, visit: Visit) -> None:
    kept = shown.clearing.save(RULE, actor="t")
    visitor = visit(PAGE, rule=str(kept.rule_id))
    key = f"rule_{kept.rule_id}_1_"
    visitor.number_input(key=f"{key}days").set_value(0)
    press(visitor, "保存规则")
    assert "请填写多少个月或多少天" in words(visitor)
    visitor.number_input(key=f"{key}days").set_value(15)
    press(visitor, "保存规则")
    found = shown.clearing.rule(kept.rule_id, actor="t")
    assert (found.version, found.rule.days) == (2, 15)


def test_runs_are_listed_with_what_became_of_them(shown: Book, visit: Visit) -> None:
    kept = shown.clearing.save(RULE, actor="t")
    digest = shown.clearing.preview(kept.rule_id, actor="t").digest
    shown.clearing.switch_on(kept.rule_id, version=1, digest=digest, actor="t")
    shown.now = lambda: NOW + timedelta(days=1)
    (done,) = shown.clearing.run_due(actor=ACTOR)
    shown.now = lambda: NOW + timedelta(days=2)
    shown.clearing.run_due(actor=ACTOR)

    visitor = visit(PAGE)

    runs = visitor.dataframe[-1].value
    assert runs["run_state"].tolist() == ["无人可清零", "已清零"]
    assert runs["cleared_customers"].tolist() == [0, 2]
    assert str(runs["batch_no"].tolist()[1]) == str(done.batch_id)
    rules = visitor.dataframe[0].value
    assert rules["rule_standing"].tolist() == ["启用"]
    assert rules["clear_when"].tolist() == ["10 天没有本人活动"]


def test_a_run_beyond_its_bounds_is_told_of_where_it_waits(shown: Book, visit: Visit) -> None:
    kept = shown.clearing.save(replace(RULE, most_customers=1), actor="boss")
    digest = shown.clearing.preview(kept.rule_id, actor="boss").digest
    shown.clearing.switch_on(kept.rule_id, version=1, digest=digest, actor="boss")
    shown.now = lambda: NOW + timedelta(days=1)
    (done,) = shown.clearing.run_due(actor=ACTOR)

    assert "正在等待审批" in words(visit(PAGE, rule=str(kept.rule_id)))
    request = visit("points/approvals.py", request=str(done.approval_id))
    assert "由自动清零规则（第 2 版）提出" in words(request)


def test_the_page_speaks_english(shown: Book, visit: Visit) -> None:
    shown.clearing.save(Rule("Year", "day", 1, Decimal(5), year_day="12-31"), actor="t")
    visitor = visit(PAGE, lang="en")
    assert visitor.dataframe[0].value["clear_when"].tolist() == ["every year on 12/31"]
    assert "Clearing" in words(visitor) or "clearing" in words(visitor)


def test_who_may_not_edit_sees_the_list_and_nothing_to_press(shown: Book, visit: Visit) -> None:
    kept = shown.clearing.save(RULE, actor="t")
    session.act_as(Actor("o", frozenset({Right.ADJUST})))
    visitor = visit(PAGE, rule=str(kept.rule_id))
    assert len(visitor.dataframe) == 1
    assert [each.label for each in visitor.button if "预览" in each.label] == []
    assert "新建自动清零规则" not in words(visitor)
    session.act_as(Actor("e", scope=Scope("department", ("东区",))))
    assert visit(PAGE).dataframe == []

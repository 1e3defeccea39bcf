"""资料保留: the rule is set on the page, and the proposed are erased only behind their count typed."""

from __future__ import annotations

from datetime import datetime

from pointbook.access import Actor, Right
from pointbook.book import Book
from pointbook.settings import Retention
from pointbook.ui import session
from tests.pages.conftest import Visit, words

PAGE = "manage/retention.py"


def stale(book: Book) -> None:
    book.customers.add("OLD", name="吕子乔", joined_on="2019-01-01", actor="t")
    book.ledger.earn("OLD", 5, occurred_at=datetime(2020, 1, 1), actor="t")
    book.ledger.redeem("OLD", 5, occurred_at=datetime(2020, 1, 2), actor="t")


def test_the_rule_is_set_and_who_is_proposed_is_erased_behind_their_count(
    shown: Book, visit: Visit
) -> None:
    stale(shown)
    visitor = visit(PAGE)
    assert "不提议注销任何客户" in words(visitor)
    visitor.number_input(key="keeping_customer_years").set_value(3)
    next(each for each in visitor.button if each.label == "保存保留期").click().run()
    assert shown.retention.rule.customer_years == 3
    assert list(visitor.dataframe[0].value["customer_no"]) == ["OLD"]

    def press(typed: str) -> None:
        visitor.text_input(key="keeping_confirm").set_value(typed)
        next(each for each in visitor.button if each.label.startswith("注销 1 位")).click().run()

    press("2")
    assert "没有注销" in visitor.error[0].value
    assert shown.customers.get("OLD").name == "吕子乔"
    press("1")
    assert not visitor.exception
    assert "已注销 1 位客户" in words(visitor)
    assert shown.ask("book/links")["command"][-1] == "erase_due"


def test_who_may_not_erase_meets_a_sentence_and_who_may_reads_masked_names(
    shown: Book, visit: Visit
) -> None:
    stale(shown)
    shown.retention.set_rule(Retention(customer_years=3), actor="t")
    session.act_as(Actor("u", frozenset(Right) - {Right.ERASE}))
    assert visit(PAGE).error
    session.act_as(Actor("u", frozenset(Right) - {Right.EDIT_RULES}))
    visitor = visit(PAGE)
    assert list(visitor.dataframe[0].value["name"]) == ["吕**"]
    assert not visitor.number_input

"""保留等级至 on the pages: beside a change of points, in the profile, in an approval, and the order of tiers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from pointbook.access import Actor, Limits, Right
from pointbook.book import Book
from pointbook.ui import session
from tests.pages.conftest import Visit, words

ADJUST, PROFILE = "points/adjust.py", "customers/profile.py"
END = date(2027, 3, 31)


def kept_day(page: AppTest) -> list[str]:
    return [str(each.key) for each in page.date_input if str(each.key).startswith("adjust_keep")]


def cleared(visit: Visit, way: str = "clear", points: str = "") -> AppTest:
    """The form filled in for M1, and its effects shown."""
    page = visit(ADJUST, customer="M1")
    page.segmented_control(key="adjust_way").set_value(way)
    page.run()
    if points:
        page.text_input(key="adjust_points").set_value(points)
    page.selectbox(key="adjust_reason").set_value("misuse" if way == "clear" else "correction")
    page = next(each for each in page.button if each.label == "预览").click().run()
    assert not page.exception, page.exception
    return page


def test_the_day_chosen_under_the_effects_is_written_with_the_points(
    shown: Book, visit: Visit
) -> None:
    page = cleared(visit)
    assert "等级来自导入和修改，不会因积分变动自行改变。" in words(page)
    links = shown.store.head.link_id

    page = page.date_input(key=kept_day(page)[0]).set_value(END).run()
    assert "金卡<wbr>" in words(page)
    assert "（保留至 2027-03-31）" in words(page)
    assert shown.store.head.link_id == links
    page = page.button(key="adjust_confirm").click().run()

    assert not page.exception, page.exception
    assert "等级保留至 2027-03-31" in words(page)
    known = shown.customers.get("M1")
    assert (shown.ledger.balance("M1").balance, known.tier_floor_until) == (0, END)
    assert shown.store.head.link_id == links + 1


def test_nothing_is_kept_where_no_day_is_chosen(shown: Book, visit: Visit) -> None:
    cleared(visit).button(key="adjust_confirm").click().run()
    assert shown.customers.get("M1").tier_floor is None


@pytest.mark.parametrize("way", ["up", "clear"])
def test_it_is_offered_where_points_go_to_those_who_may_edit(
    shown: Book, visit: Visit, way: str
) -> None:
    if way == "clear":
        session.act_as(Actor("a", frozenset((Right.ADJUST, Right.CLEAR))))
    assert kept_day(cleared(visit, way, "" if way == "clear" else "10")) == []


def test_the_profile_shows_it_with_its_end_and_that_it_is_over(shown: Book, visit: Visit) -> None:
    shown.customers.keep_tier("M1", until=END, reason="promise", actor="t")
    assert '<span class="pb-tag">保留至 2027-03-31</span>' in words(visit(PROFILE, customer="M1"))

    shown.customers.edit("M1", tier_floor_until="2026-06-29", actor="t")
    said = words(visit(PROFILE, customer="M1"))
    assert ">保留期已于 2026-06-29 结束</span>" in said
    assert "pb-tag" not in said


def test_a_lower_tier_by_hand_is_not_taken_and_that_is_said(shown: Book, visit: Visit) -> None:
    shown.customers.keep_tier("M1", until=END, reason="promise", actor="t")
    page = visit(PROFILE, customer="M1")
    next(each for each in page.selectbox if each.label == "等级").set_value("银卡")
    page = next(each for each in page.button if each.label == "保存").click().run()
    assert "等级保留至 2027-03-31，仍为 金卡" in words(page)
    assert shown.customers.get("M1").tier == "金卡"


def test_emptying_the_day_ends_it(shown: Book, visit: Visit) -> None:
    shown.customers.keep_tier("M1", until=END, reason="promise", actor="t")
    page = visit(PROFILE, customer="M1")
    day = next(each for each in page.date_input if each.label == "保留等级至")
    assert (day.value, list(day.proto.default)) == (
        END,
        [],
    )  # without a default it has a way to empty it
    day.set_value(None)
    next(each for each in page.button if each.label == "保存").click().run()
    known = shown.customers.get("M1")
    assert (known.tier, known.tier_floor, known.tier_floor_until) == ("金卡", None, None)


def test_an_approval_says_until_when_and_keeps_it(shown: Book, visit: Visit) -> None:
    rights = frozenset((Right.ADJUST, Right.CLEAR, Right.EDIT_CUSTOMER))
    session.act_as(Actor("anna", rights, Limits(entry=Decimal(10))))
    page = cleared(visit)
    page = page.date_input(key=kept_day(page)[0]).set_value(END).run()
    page.text_area(key="approval_reason").set_value("Promised.")
    page = next(each for each in page.button if each.label == "提交审批").click().run()
    assert not page.exception, page.exception
    session.act_as(Actor("boris"))
    page = visit("points/approvals.py", request="1")
    assert "保留等级至 2027-03-31" in words(page)
    assert "（保留至 2027-03-31）" in words(page)

    shown.approvals.approve(1, actor="boris")

    known = shown.customers.get("M1")
    assert (shown.ledger.balance("M1").balance, known.tier_floor_until) == (0, END)


def test_the_order_of_tiers_is_set_where_tiers_are_looked_at(shown: Book, visit: Visit) -> None:
    page = visit("analysis/behaviour.py", part="tiers")
    assert "尚未设置。保留等级期内，任何其他等级都不生效。" in words(page)
    page.text_input(key="set_tier_order").set_value("普通，银卡")
    page = page.button(key="save_tier_order").click().run()
    assert not page.exception, page.exception
    assert shown.programme.tier_order == ("普通", "银卡")
    assert "由低到高：普通 &lt; 银卡" in words(page) or "由低到高：普通 < 银卡" in words(page)
    assert "不在顺序中的等级：金卡" in words(page)

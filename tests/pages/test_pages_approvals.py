"""待审批: asked for where a limit stands in the way, opened with its effects, decided by somebody else."""

from __future__ import annotations

from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from pointbook.access import Actor, Limits, Right
from pointbook.batches import Named, Wish
from pointbook.book import Book
from pointbook.corrections import Change
from pointbook.ui import jobs, session
from tests.pages.conftest import Visit, words

PAGE = "points/approvals.py"
ANNA = Actor("anna", frozenset((Right.ADJUST,)), Limits(entry=Decimal(1000), batch=Decimal(1000)))
BORIS = Actor("boris", frozenset((Right.APPROVE,)))
MUCH = Change("up", "M1", points=Decimal(5000), reason="goodwill")


@pytest.fixture
def asked(shown: Book) -> int:
    """A request of Anna's."""
    return shown.approvals.ask(MUCH, actor=ANNA, reason="客户投诉补偿")


def keys(page: AppTest) -> set[str]:
    return {str(each.key) for each in page.button}


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click().run()
    assert not page.exception, page.exception
    return page


def submit(page: AppTest, label: str) -> AppTest:
    next(each for each in page.button if each.label == label).click().run()
    assert not page.exception, page.exception
    return page


def test_beyond_a_limit_the_form_offers_a_second_pair_of_eyes(shown: Book, visit: Visit) -> None:
    session.act_as(ANNA)
    page = visit("points/adjust.py", customer="M1")
    page.text_input(key="adjust_points").set_value("5000")
    page.selectbox(key="adjust_reason").set_value("goodwill")
    submit(page, "预览")
    assert "超过您每笔 1,000 积分的限额" in page.error[0].value
    assert "adjust_confirm" not in keys(page)
    submit(page, "提交审批")
    assert shown.approvals.mine(ANNA) == []  # without a reason there is nothing to look at

    page.text_area(key="approval_reason").set_value("客户投诉补偿")
    submit(page, "提交审批")

    assert page.success[0].value.startswith("已提交，申请编号 1。")
    [request] = shown.approvals.mine(ANNA)
    assert (request.said, request.points_in) == ("客户投诉补偿", 5000)
    assert shown.approvals.waiting(BORIS) == [request]
    assert "adjust_points" in {str(each.key) for each in page.text_input}


def test_within_limits_nothing_is_offered(shown: Book, visit: Visit) -> None:
    session.act_as(ANNA)
    page = visit("points/adjust.py", customer="M1")
    page.text_input(key="adjust_points").set_value("50")
    page.selectbox(key="adjust_reason").set_value("goodwill")
    submit(page, "预览")
    assert "adjust_confirm" in keys(page)
    assert "提交审批" not in {each.label for each in page.button}


def test_a_batch_beyond_a_limit_is_submitted_from_its_preview(shown: Book, visit: Visit) -> None:
    session.act_as(ANNA)
    page = visit("points/batches.py")
    page.segmented_control(key="batch_by").set_value("named").run()
    page.segmented_control(key="batch_way").set_value("up").run()
    page.text_area(key="batch_list").set_value("M1\nM2")
    page.text_input(key="batch_points").set_value("600")
    page.selectbox(key="batch_reason").set_value("correction")
    submit(page, "预览")
    for _ in range(20):  # the page looks for a moment and comes again; so does the test
        if any(each.key == "approval_reason" for each in page.text_area):
            break
        page.run()
    assert "batch_confirm" not in keys(page)
    page.text_area(key="approval_reason").set_value("春季活动")
    submit(page, "提交审批")
    assert page.success[0].value.startswith("已提交")
    [request] = shown.approvals.waiting(BORIS)
    assert (request.approval_kind, request.customers) == ("batch", 2)


def test_what_waits_is_told_on_the_first_page_and_listed(
    shown: Book, visit: Visit, asked: int
) -> None:
    session.act_as(BORIS)
    assert "有 1 项申请等待您审批，最早一项由 anna" in words(visit("overview.py"))
    page = visit(PAGE)
    assert page.tabs[0].label == "待我审批（1）"
    row = page.dataframe[0].value.iloc[0]
    assert (row["approval_id"], row["asked_for"]) == (str(asked), "调增 M1")
    session.act_as(ANNA)
    assert "等待您审批，最早" not in words(visit("overview.py"))


def test_it_is_opened_with_its_effects_and_approved_once(
    shown: Book, visit: Visit, asked: int
) -> None:
    before = shown.ledger.balance("M1").balance
    session.act_as(BORIS)
    page = visit(PAGE, request=str(asked))
    assert "客户投诉补偿" in words(page)
    assert "调整后" in words(page)
    page = press(page, "approval_approve")
    assert page.success[0].value == f"已批准申请 {asked}，积分已入账。"
    assert shown.ledger.balance("M1").balance == before + 5000
    session.act_as(ANNA)
    page = visit(PAGE, request=str(asked))
    assert "boris 于" in words(page)
    assert keys(page).isdisjoint({"approval_approve", "approval_withdraw"})


def test_the_author_may_only_withdraw(shown: Book, visit: Visit) -> None:
    both = Actor("anna", frozenset(Right), Limits())
    number = shown.approvals.ask(MUCH, actor=both, reason="x")
    session.act_as(both)
    page = visit(PAGE, request=str(number))
    assert "approval_approve" not in keys(page)
    page = press(page, "approval_withdraw")
    assert page.success[0].value == f"已撤回申请 {number}。"
    assert shown.approvals.waiting(BORIS) == []


def test_it_is_refused_with_a_reason(shown: Book, visit: Visit, asked: int) -> None:
    session.act_as(BORIS)
    page = visit(PAGE, request=str(asked))
    page = submit(page, "拒绝")
    assert page.error  # a reason is missing
    page.text_input(key="approval_refusal").set_value("没有凭证")
    page = submit(page, "拒绝")
    assert page.success[0].value == f"已拒绝申请 {asked}。"
    session.act_as(ANNA)
    assert "没有凭证" in words(visit(PAGE, request=str(asked)))


def test_what_has_moved_can_only_be_marked_as_expired(
    shown: Book, visit: Visit, asked: int
) -> None:
    shown.ledger.redeem("M1", 1, actor="t")
    session.act_as(BORIS)
    page = visit(PAGE, request=str(asked))
    assert "提交之后客户的积分或资料有了变动" in page.warning[0].value
    assert "approval_approve" not in keys(page)
    page = press(page, "approval_expire")
    assert "已标记为失效" in page.success[0].value
    assert shown.approvals.one(asked, BORIS).approval_state == "expired"


def test_an_approver_s_own_limit_is_told_before(shown: Book, visit: Visit, asked: int) -> None:
    session.act_as(Actor("boris", BORIS.rights, Limits(entry=Decimal(4999))))
    page = visit(PAGE, request=str(asked))
    assert "限额" in page.error[0].value
    assert "approval_approve" not in keys(page)


def test_a_batch_is_opened_with_everybody_by_name_and_approved(shown: Book, visit: Visit) -> None:
    wish = Wish("up", Named(("M1", "M2")), "goodwill", points=Decimal(600))
    number = shown.approvals.ask(wish, actor=ANNA, reason="春季活动")
    session.act_as(BORIS)
    page = visit(PAGE, request=str(number))
    assert page.dataframe[0].value["customer_no"].to_list() == ["M1", "M2"]
    page = press(page, "approval_approve")
    if "job_approval" in page.session_state:  # it may have been quicker than the page
        job = jobs.find(page.session_state["job_approval"])
        assert job is not None
        assert job.wait(30)
        page.run()
    assert not page.exception
    assert page.success[0].value == f"已批准申请 {number}，积分已入账。"
    assert shown.approvals.one(number, BORIS).approval_state == "approved"


def test_whoever_neither_asks_nor_decides_has_no_such_page(shown: Book, visit: Visit) -> None:
    session.act_as(Actor("v", frozenset()))
    assert visit(PAGE).error

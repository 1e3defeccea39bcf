"""Rows that repeat: each class counted before posting, each with an answer of its own."""

from __future__ import annotations

from typing import Any

import pytest

from pointbook.book import Book
from pointbook.errors import UnknownAnswer
from pointbook.imports.answers import Answers
from pointbook.imports.plan import Plan

POINTS = "会员号,时间,积分,单号"
PEOPLE = "会员编号,会员姓名,会员等级,城市"


def planned(book: Book, header: str, *rows: str, **answers: Any) -> Plan:
    content = "\n".join([header, *rows]).encode()
    return book.imports.read(content, filename="a.csv").plan(answers=Answers(**answers))


def rows(plan: Plan, name: str) -> list[int]:
    return list(getattr(plan.repeats, name)["row"])


@pytest.fixture
def file(book: Book) -> tuple[str, ...]:
    """A file over a book that has its second row, and its third with other content."""
    planned(book, POINTS, "C1,2026-01-02,20,A2", "C1,2026-01-03,33,A3").post(actor="t")
    return (
        "C1,2026-01-01,10,", "C1,2026-01-02,20,A2", "C1,2026-01-03,30,A3", "C1,2026-01-01,10,",
        "C1,2026-01-04,40,A4", "C1,2026-01-04,40,A4", "C1,2026-01-04,41,A4",
    )  # fmt: skip


def test_each_class_of_repeated_rows_is_counted_before_posting(
    book: Book, file: tuple[str, ...]
) -> None:
    plan = planned(book, POINTS, *file)
    told = {name: rows(plan, name) for name in ("doubles", "known", "conflicts")}
    assert told == {"doubles": [4, 6], "known": [2], "conflicts": [3, 7]}
    assert plan.rows_of(plan.repeats.conflicts)["积分"].to_list() == ["30", "41"]
    assert not plan.repeats.is_none
    assert planned(book, POINTS, "C9,2026-01-01,1,").repeats.is_none


def test_the_usual_answers_keep_skip_and_refuse(book: Book, file: tuple[str, ...]) -> None:
    plan = planned(book, POINTS, *file)
    run = plan.post(actor="t")

    assert plan.problems.select("row", "code").rows() == [(3, "conflict"), (7, "conflict")]
    assert (run.entries, run.skipped, run.problems) == (3, 2, 2)  # rows 2 and 6 are there already
    assert book.ledger.balance("C1").balance == 20 + 33 + 10 + 10 + 40


@pytest.mark.parametrize(
    ("answers", "problems", "duplicates", "entries"),
    [
        ({"doubles": "skip"}, [3, 7], 3, 2),
        ({"doubles": "refuse"}, [3, 4, 6, 7], 1, 2),
        ({"known": "refuse"}, [2, 3, 7], 1, 3),
        ({"conflicts": "skip"}, [], 4, 3),
    ],
)
def test_each_answer_is_given_without_reading_the_file_again(
    book: Book,
    file: tuple[str, ...],
    answers: Any,
    problems: list[int],
    duplicates: int,
    entries: int,
) -> None:
    plan = planned(book, POINTS, *file).answered(Answers(**answers))
    run = plan.post(actor="t")

    assert plan.problems["row"].to_list() == problems
    assert plan.duplicates == run.skipped == duplicates
    assert plan.totals["entries"] == run.entries == entries
    assert run.problems == len(problems)
    assert book.verify() == []


def test_customers_that_differ_are_updated_left_or_refused(book: Book) -> None:
    book.customers.add("1", name="甲", tier="银卡")
    book.customers.add("2", name="乙", tier="金卡")
    book.customers.add("3", name="丙", tier="金卡")
    lines = ("1,甲,金卡,上海", "2,乙,金卡,", "3,丁,银卡,北京", "4,戊,,", "4,戊,,")
    plan = planned(book, PEOPLE, *lines)

    assert (rows(plan, "changed"), rows(plan, "known"), rows(plan, "doubles")) == ([1, 3], [2], [5])
    assert plan.repeats.changed["changed"].to_list() == ["city,tier", "name,city,tier"]
    assert plan.repeats.fields.rows() == [("city", 2), ("tier", 2), ("name", 1)]
    assert plan.repeats.tiers.rows() == [("金卡", "银卡", 1), ("银卡", "金卡", 1)]
    kept = plan.answered(Answers(conflicts="skip"))
    assert (kept.totals["customers"], kept.duplicates, kept.problem_rows) == (1, 4, 0)
    refused = plan.answered(Answers(conflicts="refuse", known="refuse", doubles="refuse"))
    assert refused.problems["code"].to_list() == [
        "changed_customer", "known_row", "changed_customer", "double_row",
    ]  # fmt: skip
    run = kept.post(actor="t")
    assert (run.new_customers, run.updated_customers, run.skipped) == (1, 0, 4)
    assert book.customers.get("1").tier == "银卡"

    again = planned(book, PEOPLE, *lines).post(actor="t")
    assert (again.new_customers, again.updated_customers) == (0, 2)
    assert book.customers.get("3").name == "丁"


def test_an_answer_that_does_not_exist_is_refused(book: Book) -> None:
    plan = planned(book, POINTS, "C1,2026-01-01,10,")
    with pytest.raises(UnknownAnswer):
        plan.answered(Answers(conflicts="overwrite"))
    with pytest.raises(UnknownAnswer):
        Answers(known="keep")  # type: ignore[arg-type]


def test_redemptions_are_no_part_of_a_period_that_a_points_file_replaces(book: Book) -> None:
    planned(book, POINTS, "C1,2026-01-05,100,", "C1,2026-01-06,7,P1").post(actor="t")
    header = "会员号,兑换单号,礼品名称,消耗积分,兑换时间"
    planned(book, header, "C1,D1,帆布袋,30,2026-01-05").post(actor="t")

    again = planned(book, POINTS, "C1,2026-01-05,100,", "C1,2026-01-06,7,P1")
    assert again.period is not None
    assert not again.period.is_other
    other = planned(book, POINTS, "C1,2026-01-05,110,", "C1,2026-01-06,7,P1", period="replace")
    assert other.post(actor="t").replaced == 1

    assert book.ledger.balance("C1").balance == 110 + 7 - 30
    assert book.ask("customers/redemptions", customer_no="C1").height == 1
    assert book.verify() == []


ORDERS = "会员号,订单号,下单时间,实付金额"


@pytest.mark.parametrize(
    ("answer", "amount", "written", "skipped", "problems"),
    [("overwrite", 90, 2, 1, 0), ("skip", 80, 1, 2, 0), ("refuse", 80, 1, 1, 1)],
)
def test_orders_with_other_content_are_updated_left_or_refused(
    answer: str, amount: int, written: int, skipped: int, problems: int, book: Book
) -> None:
    planned(book, ORDERS, "C1,S1,2026-01-05,80", "C1,S2,2026-01-05,50").post(actor="t")
    rows_ = ("C1,S1,2026-01-05,90", "C1,S2,2026-01-05,50", "C1,S3,2026-01-06,10")
    plan = planned(book, ORDERS, *rows_, conflicts=answer)

    assert (rows(plan, "known"), rows(plan, "conflicts")) == ([2], [1])
    assert (plan.duplicates, plan.problem_rows) == (skipped, problems)
    run = plan.post(actor="t")
    assert (run.orders, run.skipped, run.problems) == (written, skipped, problems)
    found = book.ask("customers/orders", customer_no="C1")
    assert dict(found.select("order_no", "amount").iter_rows()) == {
        "S1": amount,
        "S2": 50,
        "S3": 10,
    }
    assert book.verify() == []


def test_a_redemption_with_other_points_is_refused_or_skipped(book: Book) -> None:
    header = "会员号,兑换单号,礼品名称,消耗积分,兑换时间"
    planned(book, header, "C1,D1,帆布袋,30,2026-01-05").post(actor="t")
    other = (header, "C1,D1,帆布袋,40,2026-01-05")

    assert planned(book, *other).problems["code"].to_list() == ["conflict"]
    skipping = planned(book, *other, conflicts="skip")
    assert (skipping.problem_rows, skipping.duplicates, skipping.has_news) == (0, 1, False)
    with pytest.raises(UnknownAnswer):
        planned(book, *other, conflicts="overwrite")

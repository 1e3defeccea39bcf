"""Rules by which points clear by themselves: whom they find, and what it takes to switch one on."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

import pointbook
from pointbook import errors
from pointbook.access import Actor, Right, Scope
from pointbook.analysis.customer_range import CustomerRange
from pointbook.book import Book
from pointbook.clearing import Rule
from pointbook.clock import utc_now
from tests.clearing_shop import Clock, balance, names, run, still, switched_on, yearly


def test_a_preview_names_who_would_be_cleared_and_writes_nothing(shop: Book) -> None:
    kept = shop.clearing.save(still(), actor="boss")
    version = shop.data_version

    outlook = shop.clearing.preview(kept.rule_id, actor="boss")

    (row,) = outlook.rows.rows(named=True)
    assert (row["customer_no"], row["points"], row["since_on"]) == ("OLD", -100, date(2024, 5, 1))
    assert outlook.preview is not None
    assert (outlook.preview.customers, outlook.preview.points_out) == (1, 100)
    assert shop.data_version == version


def test_what_we_do_to_a_customer_is_no_activity_of_theirs(shop: Book, clock: Clock) -> None:
    kept = shop.clearing.save(still(), actor="boss")
    shop.ledger.adjust("OLD", 5, occurred_at="2026-06-01", reason="gift", actor="t")
    shop.ledger.adjust("OLD", -2, occurred_at="2026-06-02", reason="gift", actor="t")
    assert names(shop, kept) == ["OLD"]
    shop.ledger.redeem("OLD", 1, occurred_at="2026-06-03", actor="t")
    assert names(shop, kept) == []


def test_an_order_without_points_is_activity_until_its_import_is_undone(shop: Book) -> None:
    kept = shop.clearing.save(still(), actor="boss")
    text = "会员号,订单号,下单时间,金额\nOLD,A1,2026-02-01 10:00:00,5\n"
    done = shop.imports.read(text.encode(), filename="o.csv").plan(kind="orders").post(actor="t")
    assert names(shop, kept) == []
    shop.imports.undo(done.batch_id, actor="t")
    assert names(shop, kept) == ["OLD"]


def test_joining_and_what_was_merged_count_too(shop: Book) -> None:
    kept = shop.clearing.save(still(), actor="boss")
    shop.customers.add("GIFT", joined_on="2026-01-01", actor="t")
    shop.ledger.adjust("GIFT", 9, occurred_at="2026-01-02", reason="gift", actor="t")
    shop.customers.add("TWIN", actor="t")
    shop.ledger.earn("TWIN", 1, occurred_at="2026-03-01", actor="t")
    assert names(shop, kept) == ["OLD"]
    shop.ledger.merge("TWIN", "OLD", actor="t")
    assert names(shop, kept) == []


def test_it_is_told_who_comes_to_be_due(shop: Book, clock: Clock) -> None:
    kept = shop.clearing.save(still(), actor="boss")
    shop.customers.add("SOON", actor="t")
    shop.ledger.earn("SOON", 3, occurred_at="2024-07-15 20:00", actor="t")
    soon = shop.clearing.preview(kept.rule_id, actor="t").soon
    assert soon.rows() == [("SOON", 3, date(2026, 7, 16))]
    clock.set("2026-07-15")
    assert names(shop, kept) == ["OLD"]
    clock.set("2026-07-16")
    assert names(shop, kept) == ["OLD", "SOON"]


def test_a_membership_that_ended_is_cleared_after_so_many_days(tmp_path: Path) -> None:
    begin = utc_now() + timedelta(hours=8)  # changes are dated by the wall
    clock = Clock(begin)
    rule = Rule("注销", "ended", 10, Decimal(1000), days=90, statuses=("Closed", "已注销"))
    with pointbook.open_book(tmp_path / "book.duckdb", clock=clock) as book:
        for number, status in (("A", "closed"), ("B", "active"), ("C", None)):
            book.customers.add(number, status=status, actor="t")
            book.ledger.earn(number, 10, actor="t")
        kept = book.clearing.save(rule, actor="boss")
        assert names(book, kept) == []
        clock.at = begin + timedelta(days=91)
        assert names(book, kept) == ["A"]
        book.customers.edit("B", status="已注销", actor="t")
        assert names(book, kept) == ["A", "B"]  # by the wall it was changed 91 days ago
        book.customers.edit("A", status="active", actor="t")
        assert names(book, kept) == ["B"]
        clock.at = begin + timedelta(days=89)
        soon = book.clearing.preview(kept.rule_id, actor="t").soon
        assert soon.select("customer_no", "due_on").rows() == [
            ("B", begin.date() + timedelta(days=91))
        ]


def test_a_day_of_the_year_clears_a_range(shop: Book, clock: Clock) -> None:
    shop.ledger.earn("EMPTY", 5, occurred_at="2026-06-01", actor="t")
    kept = switched_on(shop, yearly("07-15", customers=CustomerRange(tier="gold")))
    assert kept.next_day == date(2026, 7, 15)
    clock.set("2026-07-14")
    assert run(shop) == []
    clock.set("2026-07-15")
    assert [each.customers for each in run(shop)] == [2]
    assert balance(shop, "EMPTY") == 5
    clock.set("2026-12-31")
    assert run(shop) == []
    assert shop.clearing.rule(kept.rule_id, actor="t").next_day == date(2027, 7, 15)


def test_switching_on_needs_a_look_at_what_is_there_now(shop: Book) -> None:
    kept = shop.clearing.save(still(), actor="boss")
    with pytest.raises(errors.PreviewChanged):
        shop.clearing.switch_on(kept.rule_id, version=1, digest="", actor="boss")
    digest = shop.clearing.preview(kept.rule_id, actor="boss").digest
    shop.ledger.adjust("OLD", 1, reason="gift", actor="t")
    with pytest.raises(errors.PreviewChanged):
        shop.clearing.switch_on(kept.rule_id, version=1, digest=digest, actor="boss")


def test_a_changed_rule_is_a_new_version_that_is_off(shop: Book, clock: Clock) -> None:
    kept = switched_on(shop, still())
    with pytest.raises(errors.StaleClearingRule):
        shop.clearing.change(kept.rule_id, still(12), version=1, actor="boss")
    changed = shop.clearing.change(kept.rule_id, still(12), version=2, actor="chief")
    assert (changed.version, changed.is_on, changed.rule.months) == (3, False, 12)
    clock.set("2026-07-01")
    assert run(shop) == []
    told = shop.clearing.versions(kept.rule_id, actor="t")
    assert told["is_on"].to_list() == [False, True, False]
    assert told["author"].to_list() == ["chief", "boss", "boss"]
    assert shop.clearing.switch_off(kept.rule_id, actor="boss").version == 3


@pytest.mark.parametrize(
    ("rule", "refusal"),
    [
        (still(0), errors.InvalidClearingRule),
        (still(days=-1, months=0), errors.InvalidClearingRule),
        (still(most_customers=0), errors.InvalidClearingRule),
        (still(most_points=Decimal(0)), errors.InvalidAmount),
        (Rule(" ", "still", 1, Decimal(1), months=1), errors.InvalidText),
        (Rule("a", "still", 1, Decimal(1), reason="", months=1), errors.InvalidText),
        (Rule("a", "ended", 1, Decimal(1), days=1), errors.InvalidClearingRule),
        (Rule("a", "ended", 1, Decimal(1), days=1, statuses=("a,b",)), errors.InvalidClearingRule),
        (yearly("02-29"), errors.InvalidClearingRule),
        (yearly("soon"), errors.InvalidClearingRule),
        (yearly(customers=CustomerRange(segment=99)), errors.UnknownSegment),
    ],
)
def test_what_makes_no_rule_is_refused(
    shop: Book, rule: Rule, refusal: type[errors.PointbookError]
) -> None:
    with pytest.raises(refusal):
        shop.clearing.save(rule, actor="boss")


def test_who_lacks_a_right_makes_and_sees_no_rules(shop: Book) -> None:
    kept = shop.clearing.save(still(), actor="boss")
    for lacking in (Right.EDIT_RULES, Right.CLEAR_BATCH):
        some = Actor("some", frozenset(Right) - {lacking})
        with pytest.raises(errors.NotPermitted):
            shop.clearing.save(still(), actor=some)
        with pytest.raises(errors.NotPermitted):
            shop.clearing.switch_off(kept.rule_id, actor=some)
    keeper = Actor("k", frozenset({Right.EDIT_RULES, Right.CLEAR_BATCH}))
    assert shop.clearing.save(still(12), actor=keeper).author == "k"
    operator = Actor("o", frozenset({Right.ADJUST}))
    assert len(shop.clearing.rules(actor=operator)) == 2
    with pytest.raises(errors.NotPermitted):
        shop.clearing.preview(kept.rule_id, actor=operator)
    for nobody in (Actor("v", frozenset()), Actor("n", scope=Scope("department", ("a",)))):
        with pytest.raises(errors.NotPermitted):
            shop.clearing.rules(actor=nobody)
        with pytest.raises(errors.NotPermitted):
            shop.clearing.runs(actor=nobody)

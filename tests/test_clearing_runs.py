"""The days of rules by which points clear by themselves: each done once, listed, and taken back like any batch."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from pointbook import errors
from pointbook.access import Limits, Right
from pointbook.analysis.customer_range import CustomerRange
from pointbook.book import Book
from pointbook.clearing import Rule
from pointbook.web import daily
from tests.clearing_shop import Clock, balance, names, run, still, switched_on, yearly


def test_a_rule_runs_from_the_day_after_it_was_switched_on(shop: Book, clock: Clock) -> None:
    kept = switched_on(shop, still())
    assert kept.next_day == date(2026, 7, 1)
    assert run(shop) == []

    clock.set("2026-07-01")
    links = shop.ask("book/links").height
    (done,) = run(shop)

    assert (done.outcome, done.customers, done.points) == ("posted", 1, 100)
    assert balance(shop, "OLD") == 0
    assert balance(shop, "NEW") == 50
    assert shop.ask("book/links").height == links + 1
    entry = shop.ledger.entries("OLD").row(-1, named=True)
    assert (entry["kind"], entry["actor"], entry["batch_id"]) == ("clear", "boss", done.batch_id)
    batch = shop.batches.history("t").row(0, named=True)
    assert (batch["batch_id"], batch["title"], batch["kind"]) == (
        done.batch_id, "两年未动", "clear"
    )  # fmt: skip
    told = shop.store.ask("select batch_id, rule_id, version from clearing_batch").rows()
    assert told == [(done.batch_id, kept.rule_id, kept.version)]
    listed = shop.clearing.runs(actor="t").row(0, named=True)
    assert (listed["run_state"], listed["batch_id"], listed["day"]) == (
        "posted", done.batch_id, date(2026, 7, 1)
    )  # fmt: skip
    assert shop.verify() == []


def test_a_day_is_done_once_and_a_clock_set_back_does_nothing(shop: Book, clock: Clock) -> None:
    kept = switched_on(shop, still())
    clock.set("2026-07-03")
    assert [each.outcome for each in run(shop)] == ["posted"]
    assert run(shop) == []
    shop.customers.add("LATE", actor="t")
    shop.ledger.earn("LATE", 7, occurred_at="2024-01-01", actor="t")
    assert run(shop) == []

    clock.set("2026-07-02")
    assert run(shop) == []
    assert shop.clearing.rule(kept.rule_id, actor="t").standing == "ahead"

    clock.set("2026-07-04")
    assert [each.customers for each in run(shop)] == [1]
    assert shop.verify() == []


def test_days_that_were_missed_are_caught_up_in_one(shop: Book, clock: Clock) -> None:
    switched_on(shop, still())
    clock.set("2026-09-15")
    assert [(each.day, each.outcome) for each in run(shop)] == [(date(2026, 9, 15), "posted")]
    assert shop.clearing.runs(actor="t").height == 1


def test_a_day_with_nobody_to_clear_is_listed_and_makes_no_batch(shop: Book, clock: Clock) -> None:
    switched_on(shop, still(months=36))
    batches = shop.batches.history("t").height
    clock.set("2026-07-01")
    assert [each.outcome for each in run(shop)] == ["nobody"]
    assert shop.batches.history("t").height == batches
    row = shop.clearing.runs(actor="t").row(0, named=True)
    assert (row["run_state"], row["customers"], row["batch_id"]) == ("nobody", 0, None)


def test_a_missed_day_of_the_year_leaves_alone_who_got_points_since(
    shop: Book, clock: Clock
) -> None:
    switched_on(shop, yearly())
    clock.set("2027-01-03")
    shop.ledger.earn("NEW", 5, occurred_at="2027-01-02", actor="t")
    shop.ledger.redeem("OLD", 5, occurred_at="2027-01-02", actor="t")

    (done,) = run(shop)

    assert (done.day, done.customers, done.points) == (date(2026, 12, 31), 1, 95)
    assert done.left_out == {"came_since": 1}
    assert run(shop) == []
    assert balance(shop, "NEW") == 55


def test_a_run_beyond_its_bounds_waits_for_a_second_pair_of_eyes(shop: Book, clock: Clock) -> None:
    kept = switched_on(shop, Rule("年末", "day", 1, Decimal(1000), year_day="07-15"))
    clock.set("2026-07-15")
    (done,) = run(shop)
    assert (done.outcome, done.customers, done.points, done.batch_id) == ("waiting", 2, 150, None)
    assert balance(shop, "OLD") == 100
    assert shop.clearing.rule(kept.rule_id, actor="t").standing == "waiting"
    assert done.approval_id is not None
    request = shop.approvals.one(done.approval_id, "chief")
    assert (request.author, request.said) == ("boss", "年末")

    shop.approvals.approve(done.approval_id, actor="chief")

    assert balance(shop, "OLD") == 0
    row = shop.clearing.runs(actor="t").row(0, named=True)
    assert (row["run_state"], row["batch_id"] is not None) == ("approved", True)
    assert shop.clearing.rule(kept.rule_id, actor="t").standing == "on"
    assert shop.verify() == []


def test_a_run_beyond_its_authors_limits_waits_too(shop: Book, clock: Clock) -> None:
    rights = frozenset((Right.EDIT_RULES, Right.CLEAR_BATCH, Right.ADJUST))
    shop.access.set_role("keeper", rights=rights, limits=Limits(batch=Decimal(10)), actor="t")
    shop.access.add("wang", role="keeper", actor="t")
    wang = shop.access.actor("wang")
    assert wang is not None
    switched_on(shop, still(), wang)
    clock.set("2026-07-01")
    assert [each.outcome for each in run(shop)] == ["waiting"]


def test_a_run_that_was_turned_down_stops_its_rule_until_it_is_switched_on_anew(
    shop: Book, clock: Clock
) -> None:
    kept = switched_on(shop, still(most_points=Decimal(10)))
    clock.set("2026-07-01")
    (done,) = run(shop)
    clock.set("2026-07-02")
    assert run(shop) == []  # it waits
    assert done.approval_id is not None
    shop.approvals.refuse(done.approval_id, reason="no", actor="chief")
    assert run(shop) == []
    found = shop.clearing.rule(kept.rule_id, actor="t")
    assert found.standing == "stopped"
    digest = shop.clearing.preview(kept.rule_id, actor="boss").digest
    shop.clearing.switch_on(kept.rule_id, version=found.version, digest=digest, actor="boss")
    clock.set("2026-07-03")
    assert [each.outcome for each in run(shop)] == ["waiting"]


def test_a_request_whose_numbers_moved_is_made_again(shop: Book, clock: Clock) -> None:
    switched_on(shop, Rule("年末", "day", 1, Decimal(1000), year_day="07-15"))
    clock.set("2026-07-15")
    (first,) = run(shop)
    shop.ledger.redeem("NEW", 1, occurred_at="2026-07-15", actor="t")
    assert first.approval_id is not None
    with pytest.raises(errors.ApprovalExpired):
        shop.approvals.approve(first.approval_id, actor="chief")
    (second,) = run(shop)
    assert (second.outcome, second.points) == ("waiting", 149)
    assert second.approval_id is not None
    shop.approvals.approve(second.approval_id, actor="chief")
    assert run(shop) == []
    assert [row["run_state"] for row in shop.clearing.runs(actor="t").iter_rows(named=True)] == [
        "approved", "expired",
    ]  # fmt: skip


def test_who_got_their_points_back_is_left_alone_until_they_move(shop: Book, clock: Clock) -> None:
    kept = switched_on(shop, still())
    shop.customers.add("KIN", actor="t")
    shop.ledger.earn("KIN", 8, occurred_at="2024-01-01", actor="t")
    clock.set("2026-07-01")
    (done,) = run(shop)
    cleared = shop.ledger.entries("KIN").row(-1, named=True)["entry_id"]
    shop.ledger.restore(cleared, actor="t")
    clock.set("2026-07-02")
    (next_day,) = run(shop)
    assert (next_day.outcome, next_day.left_out) == ("nobody", {"given_back": 1})
    assert done.batch_id is not None
    shop.batches.undo(done.batch_id, actor="t")
    assert shop.clearing.runs(actor="t")["run_state"].to_list() == ["nobody", "undone"]

    clock.set("2026-07-03")
    (after,) = run(shop)

    assert (after.outcome, after.left_out) == ("nobody", {"given_back": 2})
    rows = shop.clearing.preview(kept.rule_id, actor="t").rows
    assert set(rows["fate"]) == {"given_back"}
    shop.ledger.earn("OLD", 1, occurred_at="2026-07-03", actor="t")
    clock.set("2028-08-01")
    assert names(shop, kept) == ["OLD", "NEW"]


def test_a_rule_whose_author_lost_the_right_rests(shop: Book, clock: Clock) -> None:
    shop.access.add("root", role="administrator", actor="t")
    shop.access.add("wang", role="manager", actor="t")
    wang = shop.access.actor("wang")
    assert wang is not None
    kept = switched_on(shop, still(), wang)
    shop.access.change("wang", role="analyst", actor="t")
    clock.set("2026-07-01")
    assert run(shop) == []
    assert shop.clearing.rule(kept.rule_id, actor="t").standing == "author"
    shop.access.change("wang", role="manager", is_active=False, actor="t")
    assert shop.clearing.rule(kept.rule_id, actor="t").standing == "author"
    shop.access.change("wang", is_active=True, actor="t")
    assert [each.outcome for each in run(shop)] == ["posted"]


def test_what_fails_is_listed_and_keeps_no_other_rule(shop: Book, clock: Clock) -> None:
    group = shop.segments.save_list("A", ["OLD"], actor="boss").segment_id
    broken = switched_on(shop, still(customers=CustomerRange(segment=group)))
    shop.segments.remove(group, actor="boss")
    switched_on(shop, yearly("07-01"))
    clock.set("2026-07-01")

    outcomes = {each.rule_id: each.outcome for each in run(shop)}

    assert sorted(outcomes.values()) == ["failed", "posted"]
    assert outcomes[broken.rule_id] == "failed"
    row = next(
        row for row in shop.clearing.runs(actor="t").iter_rows(named=True)
        if row["run_state"] == "failed"
    )  # fmt: skip
    assert json.loads(row["failure"])["code"] == "unknown_segment"
    assert [each.outcome for each in run(shop)] == ["failed"]
    assert shop.verify() == []


def test_switching_off_stops_it(shop: Book, clock: Clock) -> None:
    kept = switched_on(shop, still())
    shop.clearing.switch_off(kept.rule_id, actor="chief")
    clock.set("2026-07-01")
    assert run(shop) == []


def test_the_author_who_is_a_customer_is_not_cleared_by_their_own_rule(
    shop: Book, clock: Clock
) -> None:
    shop.access.add("wang", role="manager", customer_no="OLD", actor="t")
    wang = shop.access.actor("wang")
    assert wang is not None
    switched_on(shop, still(), wang)
    clock.set("2026-07-01")
    assert [(each.outcome, each.left_out) for each in run(shop)] == [("nobody", {"own": 1})]


def test_the_daily_job_runs_what_is_due_and_outlives_trouble(
    shop: Book, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    switched_on(shop, still())
    clock.set("2026-07-01")
    assert [each.outcome for each in daily.clear_what_is_due(shop)] == ["posted"]
    link = shop.ask("book/links").filter(command="run_clearing").row(-1, named=True)
    assert link["actor"] == "boss"
    clock.set("2026-07-02")
    shop.store.read_only_because = "a test"
    try:
        assert daily.clear_what_is_due(shop) == []
    finally:
        shop.store.read_only_because = None
    assert "were not run" in caplog.text

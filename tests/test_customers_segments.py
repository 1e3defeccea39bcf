"""客户分群: kept by rule or as a list, narrowed by nobody but the scope, seen by whom they are for."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from pointbook.access import Actor, Right, Scope
from pointbook.book import Book
from pointbook.customers.segments import Rule
from pointbook.errors import (
    InvalidText,
    NotPermitted,
    RuleWithoutDays,
    SegmentExists,
    SegmentWithoutRule,
    UnknownSegment,
)
from pointbook.store.queries import load, questions

RANGED = [name for name in questions() if "tag" in load(name).parameters]
LIN = Actor("lin", frozenset({Right.SEGMENT}))
ZHAO = Actor("zhao", frozenset({Right.SEGMENT}))
STEWARD = Actor("root", frozenset(Right))


@pytest.fixture
def peopled(memory_book: Book) -> Book:
    """C1 to C5 with 100, 200 … points; the newest entry is of June 20th."""
    for place in range(1, 6):
        memory_book.customers.add(
            f"C{place}", tier="gold" if place < 4 else "silver", tags="vip,x" if place == 2 else None,
            department="东" if place % 2 else "西", joined_on=date(2026, 1, place), actor="t",
        )  # fmt: skip
        memory_book.ledger.earn(
            f"C{place}", 100 * place, occurred_at=datetime(2026, place, 10), actor="t"
        )
    memory_book.ledger.redeem("C1", 30, occurred_at=datetime(2026, 6, 20, 9), actor="t")
    memory_book.customers.add("C6", tier="gold", department="东", actor="t")
    return memory_book


def members(book: Book, segment_id: int, actor: Actor | None = None) -> str:
    found = book.ask("customers/search", segment=segment_id, actor=actor)["customer_no"]
    return " ".join(sorted(found))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Rule(), "C1 C2 C3 C4 C5 C6"),
        (Rule(tier="silver"), "C4 C5"),
        (Rule(tag="vip"), "C2"),
        (Rule(department="西", tier="gold"), "C2"),
        (Rule(balance_from=Decimal(200), balance_until=Decimal(400)), "C2 C3 C4"),
        (Rule(joined_since=date(2026, 1, 2), joined_until=date(2026, 1, 3)), "C2 C3"),
        (Rule(days=42, earned_from=Decimal(1)), "C5"),
        (Rule(days=41, earned_from=Decimal(1)), ""),
        (Rule(days=30, earned_until=Decimal(0), tier="silver"), "C4 C5"),
        (Rule(days=1, redeemed_from=Decimal(30)), "C1"),
        (Rule(days=1, redeemed_from=Decimal(31)), ""),
        (Rule(moved_within=1), "C1"),
        (Rule(moved_within=42), "C1 C5"),
        (Rule(still_for=42), "C2 C3 C4 C6"),
        (Rule(still_for=41), "C2 C3 C4 C5 C6"),
    ],
)
def test_a_rule_finds_whom_all_its_conditions_fit(rule: Rule, expected: str, peopled: Book) -> None:
    segment = peopled.segments.save("s", rule, actor="t")
    assert members(peopled, segment.segment_id) == expected


def test_a_rule_finds_members_anew_and_a_frozen_list_stays(peopled: Book) -> None:
    rule = Rule(balance_from=Decimal(400))
    live = peopled.segments.save("live", rule, actor="t").segment_id
    frozen = peopled.segments.save("frozen", rule, is_frozen=True, actor="t").segment_id

    peopled.ledger.earn("C1", 500, occurred_at=datetime(2026, 6, 21), actor="t")

    assert members(peopled, live) == "C1 C4 C5"
    assert members(peopled, frozen) == "C4 C5"
    peopled.segments.refresh(frozen, actor="t")
    assert members(peopled, frozen) == "C1 C4 C5"


def test_a_list_holds_whom_it_names_once_and_cannot_be_found_anew(peopled: Book) -> None:
    kept = peopled.segments.save_list("mine", ["C3", "C1", "C3", "nobody"], actor="t")
    assert members(peopled, kept.segment_id) == "C1 C3"
    with pytest.raises(SegmentWithoutRule):
        peopled.segments.refresh(kept.segment_id, actor="t")
    with pytest.raises(SegmentWithoutRule):
        peopled.segments.change(kept.segment_id, rule=Rule(), actor="t")


@pytest.mark.parametrize("name", RANGED)
def test_every_question_about_a_range_takes_a_segment(name: str, peopled: Book) -> None:
    peopled.ledger.redeem("C2", 5, occurred_at=datetime(2026, 3, 1), actor="t")
    kept = peopled.segments.save_list("one", ["C1"], actor="t").segment_id
    nobody = peopled.segments.save_list("none", [], actor="t").segment_id
    given = {
        "measure": "balance", "since": date(2026, 1, 1), "until": date(2026, 6, 30),
        "compare_since": date(2025, 1, 1), "compare_until": date(2025, 12, 31),
    }  # fmt: skip
    if name == "analysis/retention":  # it looks from the beginning of each to a day
        given["as_of"] = date(2026, 6, 30)
    asked = {each: value for each, value in given.items() if each in load(name).parameters}
    one, none, everybody = (
        peopled.ask(name, segment=each, **asked).rows() for each in (kept, nobody, None)
    )
    if (
        not everybody
    ):  # nothing expires and nothing is odd in this book: the question still has to narrow
        assert "segment_customer" in load(name).sql
        return
    assert one != everybody
    assert one != none


def test_a_segment_narrows_further_what_other_filters_leave(peopled: Book) -> None:
    kept = peopled.segments.save_list("l", ["C1", "C4"], actor="t").segment_id
    assert set(peopled.ask("customers/search", segment=kept, tier="gold")["customer_no"]) == {"C1"}


def test_a_scope_hides_members_and_their_number(peopled: Book) -> None:
    east = Actor("e", frozenset({Right.SEGMENT}), scope=Scope("department", ("东",)))
    kept = peopled.segments.save_list(
        "all", [f"C{n}" for n in range(1, 7)], is_shared=True, actor="t"
    )
    rule = peopled.segments.save("rule", Rule(tier="gold"), is_shared=True, actor="t")
    assert members(peopled, kept.segment_id, east) == "C1 C3 C5 C6"
    assert members(peopled, rule.segment_id, east) == "C1 C3 C6"
    counted = peopled.ask("customers/figures", segment=kept.segment_id, actor=east)
    assert counted["customers"].item() == 4


def test_a_list_made_within_a_scope_holds_nobody_outside(peopled: Book) -> None:
    east = Actor("e", frozenset({Right.SEGMENT}), scope=Scope("department", ("东",)))
    brought = peopled.segments.save_list("b", ["C1", "C2"], actor=east)
    found = peopled.segments.save("f", Rule(tier="gold"), is_frozen=True, actor=east)
    assert members(peopled, brought.segment_id) == "C1"
    assert members(peopled, found.segment_id) == "C1 C3 C6"


def test_a_private_segment_is_unknown_to_others(peopled: Book) -> None:
    kept = peopled.segments.save("mine", Rule(tier="gold"), actor=LIN)
    assert [each.name for each in peopled.segments.list(actor=LIN)] == ["mine"]
    assert peopled.segments.list(actor=ZHAO) == []
    with pytest.raises(UnknownSegment):
        peopled.ask("customers/search", segment=kept.segment_id, actor=ZHAO)
    with pytest.raises(UnknownSegment):
        peopled.segments.change(kept.segment_id, name="x", actor=STEWARD)

    peopled.segments.change(kept.segment_id, is_shared=True, actor=LIN)

    assert members(peopled, kept.segment_id, ZHAO) == "C1 C2 C3 C6"
    with pytest.raises(NotPermitted):
        peopled.segments.change(kept.segment_id, name="x", actor=ZHAO)
    with pytest.raises(NotPermitted):
        peopled.segments.remove(kept.segment_id, actor=ZHAO)
    peopled.segments.remove(kept.segment_id, actor=STEWARD)
    with pytest.raises(UnknownSegment):
        peopled.ask("customers/search", segment=kept.segment_id)


def test_nobody_saves_without_the_right_and_the_refusal_is_kept(peopled: Book) -> None:
    with pytest.raises(NotPermitted):
        peopled.segments.save("x", Rule(), actor=Actor("v", frozenset()))
    assert peopled.ask("book/last_refusal").height == 1


def test_names_are_ones_own_and_must_be_names(peopled: Book) -> None:
    first = peopled.segments.save("a", Rule(), actor=LIN)
    peopled.segments.save("a", Rule(), actor=ZHAO)
    second = peopled.segments.save("b", Rule(), actor=LIN)
    with pytest.raises(SegmentExists):
        peopled.segments.save(" a ", Rule(), actor=LIN)
    with pytest.raises(SegmentExists):
        peopled.segments.change(second.segment_id, name="a", actor=LIN)
    assert peopled.segments.change(first.segment_id, name="a", actor=LIN).name == "a"
    for name in ("", "x" * 61, "a\nb"):
        with pytest.raises(InvalidText):
            peopled.segments.save(name, Rule(), actor=LIN)
    with pytest.raises(RuleWithoutDays):
        peopled.segments.save("c", Rule(earned_from=Decimal(1)), actor=LIN)


def test_a_number_is_never_given_again(peopled: Book) -> None:
    first = peopled.segments.save("a", Rule(), actor="t").segment_id
    peopled.segments.remove(first, actor="t")
    assert peopled.segments.save("a", Rule(), actor="t").segment_id != first


def test_every_change_is_a_link_with_what_was_before(peopled: Book) -> None:
    kept = peopled.segments.save("a", Rule(tier="gold"), actor="t", request_id="r1")
    assert peopled.segments.save("a", Rule(tier="gold"), actor="t", request_id="r1") == kept
    peopled.segments.change(kept.segment_id, rule=Rule(tier="silver"), actor="t")
    peopled.segments.remove(kept.segment_id, actor="t")
    told = peopled.ask("audit/actions", row_limit=3)
    assert told["command"].to_list() == ["remove_segment", "change_segment", "save_segment"]
    assert '"tier": ["gold", "silver"]' in told["details"][1]
    assert peopled.verify() == []

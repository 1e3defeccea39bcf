"""The list of reasons is the programme's, and the domain holds it."""

from __future__ import annotations

import pytest

from pointbook import errors
from pointbook.access import Actor, Right
from pointbook.book import Book
from pointbook.corrections import WAYS, Change
from pointbook.texts import LANGUAGES, section


def test_every_way_begins_with_reasons_that_both_languages_have(memory_book: Book) -> None:
    for way in WAYS:
        offered = memory_book.corrections.reasons.offered(way)
        assert offered, way
        for lang in LANGUAGES:
            assert set(offered) <= set(section("reasons", lang)), (way, lang)


def test_a_reason_must_be_on_the_list_unless_the_programme_takes_any(memory_book: Book) -> None:
    memory_book.customers.add("C1", actor="t")
    corrections = memory_book.corrections
    own = Change("up", "C1", 5, reason="开业十周年")
    with pytest.raises(errors.ReasonNotListed):
        corrections.post(own, "t")
    with pytest.raises(errors.InvalidText):
        corrections.post(Change("up", "C1", 5), "t")
    corrections.reasons.add("up", "开业十周年", actor="t")
    corrections.post(own, "t")
    corrections.reasons.allow_free(True, actor="t")
    corrections.post(Change("up", "C1", 5, reason="随便写"), "t")
    assert set(memory_book.ledger.entries("C1")["reason"]) == {"开业十周年", "随便写"}
    corrections.reasons.allow_free(False, actor="t")
    assert not corrections.reasons.is_free


def test_a_reason_gets_another_word_or_is_closed_and_entries_keep_theirs(memory_book: Book) -> None:
    memory_book.customers.add("C1", actor="t")
    reasons = memory_book.corrections.reasons
    first = reasons.every("hold")[0]
    memory_book.ledger.adjust("C1", 5, reason=first.reason, actor="t")
    reasons.rename(first.reason_id, "风控核查", actor="t")
    assert reasons.offered("hold")[0] == "风控核查"
    with pytest.raises(errors.ReasonExists):
        reasons.add("hold", "风控核查", actor="t")
    reasons.close(first.reason_id, actor="t")
    assert "风控核查" not in reasons.offered("hold")
    reasons.add("hold", "风控核查", actor="t")
    assert "风控核查" in reasons.offered("hold")
    assert memory_book.ledger.entries("C1")["reason"].to_list() == [first.reason]
    with pytest.raises(errors.UnknownReason):
        reasons.close(999, actor="t")
    assert memory_book.verify() == []


def test_changing_the_list_asks_for_the_right_to_change_rules(memory_book: Book) -> None:
    operator = Actor("o", frozenset(Right) - {Right.EDIT_RULES})
    reasons = memory_book.corrections.reasons
    for refused in (
        lambda: reasons.add("up", "x", actor=operator),
        lambda: reasons.rename(1, "x", actor=operator),
        lambda: reasons.close(1, actor=operator),
        lambda: reasons.allow_free(True, actor=operator),
    ):
        with pytest.raises(errors.NotPermitted):
            refused()

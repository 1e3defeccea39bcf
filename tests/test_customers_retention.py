"""How long personal data are kept: a rule proposes, a person erases, and what is gone is gone everywhere."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import duckdb
import pytest

from pointbook.access import Actor, Right, Scope
from pointbook.book import Book
from pointbook.cli import main
from pointbook.clock import utc_now
from pointbook.errors import InvalidRetention, NotPermitted, PointbookError, UnknownCustomer
from pointbook.settings import Retention
from pointbook.store import refusals
from pointbook.web import daily
from tests.conftest import NOW

LONG_AGO, RECENT = datetime(2020, 3, 1), datetime(2026, 3, 1)
RULE = Retention(customer_years=3)


def spent(book: Book, number: str, at: datetime, **more: Any) -> None:
    """A customer who got points and used them up."""
    book.customers.add(
        number, name=f"客户{number}", phone="13800001234", joined_on="2019-05-01", actor="t"
    )
    book.ledger.earn(number, 10, occurred_at=at, actor="t", note="住在楼上", **more)
    book.ledger.redeem(number, 10, occurred_at=at, actor="t")


@pytest.fixture
def kept(book: Book) -> Book:
    """Of five customers two did nothing for years and have nothing open."""
    spent(book, "OLD1", LONG_AGO)
    spent(book, "OLD2", datetime(2021, 1, 1))
    spent(book, "NEW", RECENT)
    book.customers.add("RICH", joined_on="2019-05-01", actor="t")
    book.ledger.earn("RICH", 10, occurred_at=LONG_AGO, actor="t")
    book.customers.add("FRESH", actor="t")
    return book


def due(book: Book) -> list[str]:
    return list(book.retention.due(actor=Actor("t"))["customer_no"])


def test_nobody_is_proposed_until_somebody_says_after_how_long(kept: Book) -> None:
    assert kept.retention.rule == Retention()
    assert due(kept) == []
    kept.retention.set_rule(RULE, actor="t")
    assert due(kept) == ["OLD1", "OLD2"]
    kept.retention.set_rule(Retention(), actor="t")
    assert due(kept) == []


def test_what_somebody_did_since_or_has_open_keeps_them(kept: Book) -> None:
    kept.retention.set_rule(RULE, actor="t")
    text = "会员号,订单号,下单时间,金额\nOLD1,A1,2026-02-01 10:00:00,5\n"
    plan = kept.imports.read(text.encode(), filename="o.csv").plan(kind="orders")
    run = plan.post(actor="t")
    assert due(kept) == ["OLD2"]
    kept.imports.undo(run.batch_id, actor="t")
    assert due(kept) == ["OLD1", "OLD2"]
    kept.ledger.redeem("OLD2", 1, occurred_at=LONG_AGO, overdraft=True, actor="t")
    assert due(kept) == ["OLD1"]


def test_the_sweep_is_nobodys_doing(book: Book) -> None:
    book.customers.add("C1", joined_on="2019-05-01", actor="t")
    book.ledger.earn("C1", 10, occurred_at=LONG_AGO, expires_at=date(2026, 1, 31), actor="t")
    book.ledger.expire(NOW.date(), actor="t")
    book.retention.set_rule(RULE, actor="t")
    assert due(book) == ["C1"]


def test_who_lives_on_in_somebody_recent_is_not_proposed(kept: Book) -> None:
    kept.retention.set_rule(RULE, actor="t")
    kept.ledger.merge("OLD1", "OLD2", actor="t")
    assert due(kept) == ["OLD2"]
    kept.ledger.merge("OLD2", "NEW", actor="t")
    assert due(kept) == []


def test_a_confirmed_proposal_erases_in_one_command_and_leaves_the_ledger_true(kept: Book) -> None:
    kept.retention.set_rule(RULE, actor="t")
    proposed, links = due(kept), kept.store.link_id
    totals = kept.ask("points/totals").rows()
    kept.ledger.earn("OLD2", 5, actor="t")

    erased = kept.retention.erase_due(proposed, actor="t", request_id="r1")

    assert (erased.customers, erased.passed_over) == (1, 1)
    assert kept.store.link_id == links + 2
    link = kept.ask("book/links").row(-1, named=True)
    told = json.loads(link["details"])
    assert link["command"] == "erase_due"
    assert (told["asked"], told["customer_years"]) == (2, 3)
    assert "OLD1" not in link["details"] + link["receipt"]
    assert kept.customers.get("OLD2").name == "客户OLD2"
    with pytest.raises(UnknownCustomer):
        kept.customers.get("OLD1")
    assert kept.ask("points/totals").rows()[0][:1] == totals[0][:1]
    assert due(kept) == []
    assert kept.retention.erase_due(proposed, actor="t", request_id="r1") == erased
    assert kept.verify() == []


def test_the_rule_and_the_erasing_ask_for_their_rights_and_for_everybody(kept: Book) -> None:
    keeping = kept.retention
    without = Actor("u", frozenset(Right) - {Right.ERASE, Right.EDIT_RULES})
    narrow = Actor("n", scope=Scope("own", ("n",)))
    for by in (without, narrow):
        for act in (
            lambda by=by: keeping.set_rule(RULE, actor=by),  # type: ignore[misc]
            lambda by=by: keeping.due(actor=by),  # type: ignore[misc]
            lambda by=by: keeping.erase_due(["OLD1"], actor=by),  # type: ignore[misc]
            lambda by=by: keeping.forget_refusals(actor=by),  # type: ignore[misc]
        ):
            with pytest.raises(NotPermitted):
                act()
    assert kept.customers.get("OLD1").name == "客户OLD1"


@pytest.mark.parametrize(
    "rule", [Retention(customer_years=0), Retention(refusal_days=1), Retention(import_days=999)]
)
def test_a_span_that_makes_no_sense_is_refused(book: Book, rule: Retention) -> None:
    with pytest.raises(InvalidRetention):
        book.retention.set_rule(rule, actor="t")
    assert book.retention.rule == Retention()


def test_old_refusals_go_and_the_chain_of_the_others_still_holds(
    kept: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = utc_now()
    for days in (100, 90, 80, 10, 0):
        monkeypatch.setattr(refusals, "utc_now", lambda days=days: at - timedelta(days=days))
        with pytest.raises(PointbookError):
            kept.ledger.redeem("OLD1", 100 + days, actor="t")
        kept.ledger.earn("NEW", 1, actor="t")  # anchors it
    assert kept.retention.forget_refusals(actor="t") == 0
    kept.retention.set_rule(Retention(refusal_days=30), actor="t")

    assert kept.retention.forget_refusals(actor="t") == 3

    assert kept.ask("book/refusals")["refusal_id"].to_list() == [4, 5]
    assert kept.verify() == []
    assert kept.retention.forget_refusals(actor="t") == 0
    with pytest.raises(duckdb.Error, match="append-only"):
        kept.store._instance.connection.execute("delete from audit_refusal")
    with pytest.raises(PointbookError):
        kept.ledger.redeem("OLD1", 999, actor="t")
    assert kept.ask("book/refusals")["refusal_id"].to_list() == [4, 5, 6]
    assert kept.verify() == []


def pend(book: Book, name: str, content: str) -> str:
    return book.imports.records.start(content.encode(), name, "t").import_id


def test_an_erasure_gives_up_the_unfinished_imports_that_name_the_person(kept: Book) -> None:
    head = "客户号,姓名,手机\n"
    of_them = pend(kept, "a.csv", f"{head}X1,甲,13900000000\n OLD1 ,乙,13800001234\n")
    of_merged = pend(kept, "b.csv", f"{head}OLD2,丙,13800001234\n")
    of_others = pend(kept, "c.csv", f"{head}OLD11,丁,13900000001\n")
    unreadable = pend(kept, "d.xlsx", "PK\x03\x04 no workbook")
    kept.ledger.merge("OLD2", "OLD1", actor="t")

    with pytest.raises(NotPermitted):
        kept.customers.erase("OLD1", reason="r", actor=Actor("u", frozenset()))
    assert len(kept.imports.records.pending()) == 4
    kept.customers.erase("OLD1", reason="request", actor="t")

    left = {each.import_id for each in kept.imports.records.pending()}
    assert left == {of_others}
    assert not {of_them, of_merged, unreadable} & left


def test_erasing_by_the_rule_gives_them_up_as_well(kept: Book) -> None:
    kept.ledger.merge("OLD2", "OLD1", actor="t")
    pend(kept, "a.csv", "客户号,姓名\nOLD1,乙\n")
    pend(kept, "b.csv", "客户号,姓名\nOLD2,丙\n")
    kept.retention.set_rule(RULE, actor="t")
    kept.retention.erase_due(due(kept), actor="t")
    assert kept.imports.records.pending() == []


def test_unfinished_imports_and_tries_are_kept_as_long_as_the_rule_says(kept: Book) -> None:
    record = kept.imports.records.find(pend(kept, "a.csv", "客户号,姓名\nX,乙\n"))
    assert record is not None
    kept.retention.set_rule(Retention(import_days=10, try_days=5), actor="t")
    kept.access.door.keyring.run("put_tries", user_name="x", place="p", tries=1, at=0)
    assert kept.access.door._try_days() == 5
    assert kept.retention.forget_imports() == 0
    kept.now = lambda: NOW + timedelta(days=11)
    assert kept.retention.forget_imports() == 1


def test_the_daily_job_proposes_and_erases_nobody(
    kept: Book, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    kept.retention.set_rule(RULE, actor="t")
    assert daily.keep_the_rule(kept) == 2
    assert "2 customers wait" in caplog.text
    assert "OLD1" not in caplog.text
    assert kept.customers.get("OLD1").name == "客户OLD1"
    with pytest.raises(NotPermitted):
        kept.retention.erase_due(["OLD1"], actor=daily.ACTOR)


def test_the_command_line_sets_the_rule_tells_who_waits_and_erases_when_told(
    kept: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(kept.path)
    kept.close()
    assert main(["--lang", "zh", "--book", path, "retention", "--customer-years", "3"]) == 0
    assert "待注销客户 2 位" in capsys.readouterr().out
    assert main(["--book", path, "retention", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [each["customer_no"] for each in told["due"]] == ["OLD1", "OLD2"]
    assert main(["--book", path, "retention", "--erase", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["erased"] == 2
    assert main(["--book", path, "retention", "--customer-years", "99"]) != 0

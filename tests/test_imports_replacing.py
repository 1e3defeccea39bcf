"""A period that the book has already: recognised, and then added to, skipped or replaced, and back again."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

import pointbook
from pointbook.book import Book
from pointbook.errors import PostedAgainSince, ReplacedSince, UnknownAnswer
from pointbook.imports.answers import Answers
from pointbook.imports.plan import Plan
from tests.conftest import NOW
from tests.model.both import Row, as_csv

REPLACE, SKIP = Answers(period="replace"), Answers(period="skip")
JAN = datetime(2026, 1, 1)
HEADER = "会员号,时间,积分,单号"
CUSTOMERS = ("C1", "C2", "C3")
LONG = "POINTBOOK_MODEL_EXAMPLES" in os.environ
EXAMPLES = int(os.environ.get("POINTBOOK_MODEL_EXAMPLES", "12"))


def planned(book: Book, *rows: str, answers: Answers = REPLACE, source: str = "crm") -> Plan:
    content = "\n".join([HEADER, *rows]).encode()
    return book.imports.read(content, filename="p.csv").plan(
        "points", source=source, answers=answers
    )


def post(book: Book, *rows: str, answers: Answers = REPLACE, source: str = "crm") -> Any:
    return planned(book, *rows, answers=answers, source=source).post(actor="t")


def test_a_period_that_the_book_has_otherwise_is_told_by_month(book: Book) -> None:
    post(book, "C1,2026-01-05,100,A1", "C1,2026-02-05,50,A2", "C2,2026-02-06,20,A3")
    plan = planned(book, "C1,2026-01-05,100,A1", "C1,2026-02-05,60,A2", "C1,2026-03-01,5,A4")

    assert plan.period is not None
    assert plan.period.is_other
    assert (plan.period.since, plan.period.until) == (JAN, datetime(2026, 3, 2))
    assert plan.period.months.rows() == [
        (date(2026, 1, 1), 1, Decimal(100), 1, Decimal(100), 1, 0, 0),
        (date(2026, 2, 1), 2, Decimal(70), 1, Decimal(60), 0, 2, 1),
        (date(2026, 3, 1), 0, Decimal(0), 1, Decimal(5), 0, 0, 1),
    ]


def test_an_overlapping_export_with_the_same_rows_asks_nothing(book: Book) -> None:
    post(book, "C1,2026-01-05,100,", "C1,2026-01-05,100,")
    plan = planned(book, "C1,2026-01-05,100,", "C1,2026-01-05,100,", "C1,2026-02-01,5,")

    assert plan.period is not None
    assert not plan.period.is_other
    assert plan.totals["replaced"] == 0
    assert planned(book, "C1,2026-01-05,7,", source="till").period is None


def test_replacing_takes_back_what_the_file_has_no_more_and_posts_what_is_new(book: Book) -> None:
    first = post(book, "C1,2026-01-05,100,A1", "C1,2026-01-09,-30,A2", "C2,2026-01-06,20,A3")
    plan = planned(book, "C1,2026-01-05,110,A1", "C1,2026-01-09,-30,A2", "C3,2026-01-31,1,A4")
    run = plan.post(actor="t")

    assert plan.problem_rows == 0
    assert (run.entries, run.replaced, run.skipped, run.problems) == (4, 2, 1, 0)
    assert plan.totals["entries"] == run.entries
    assert (plan.totals["points_in"], plan.totals["points_out"]) == (run.points_in, run.points_out)
    assert [book.ledger.balance(no).balance for no in CUSTOMERS] == [80, 0, 1]
    entries = book.ledger.entries("C1")
    assert entries.filter(pl.col("kind") == "claw_back")["occurred_at"].to_list() == [
        datetime(2026, 1, 5)
    ]
    assert book.batches()["entries"].to_list() == [4, 3]
    assert post(book, "C1,2026-01-05,110,A1").skipped == 1
    assert book.verify() == []
    with pytest.raises(ReplacedSince):
        book.imports.undo(first.batch_id, actor="t")


def test_what_was_spent_is_paid_by_what_comes_and_the_rest_is_owed(book: Book) -> None:
    post(book, "C1,2026-01-05,100,", "C2,2026-01-05,100,", "C2,2026-01-31,1,")
    for no in ("C1", "C2"):
        book.ledger.redeem(no, 80, occurred_at="2026-02-01", actor="t")
    run = post(book, "C1,2026-01-06,110,", "C2,2026-01-31,1,")

    assert book.ledger.balance("C1").available == 30
    assert book.ledger.balance("C2").balance == -79
    assert run.shortfalls.rows() == [("C2", Decimal(80))]
    assert run.overdrawn == 1
    assert book.verify() == []


def test_skipping_leaves_out_the_months_that_the_book_has(book: Book) -> None:
    post(book, "C1,2026-01-05,100,A1")
    rows = ("C1,2026-01-05,110,A1", "C1,2026-01-07,9,A2", "C1,2026-02-01,5,A3")
    plan = planned(book, *rows, answers=SKIP)
    run = plan.post(actor="t")

    assert (plan.duplicates, plan.problem_rows) == (2, 0)
    assert (run.entries, run.skipped) == (1, 2)
    assert book.ledger.balance("C1").balance == 105


def test_adding_is_the_usual_answer(book: Book) -> None:
    post(book, "C1,2026-01-05,100,A1")
    run = post(book, "C1,2026-01-05,110,A1", "C1,2026-01-07,9,A2", answers=Answers())

    assert (run.entries, run.replaced, run.problems) == (1, 0, 1)
    assert book.ledger.balance("C1").balance == 109


def test_the_period_reaches_from_the_first_month_to_the_last_day(book: Book) -> None:
    rows = (
        "C1,2025-12-31 23:59,1,",
        "C1,2026-01-01,2,",
        "C1,2026-02-10 23:59,4,",
        "C1,2026-02-11,8,",
    )
    post(book, *rows)
    run = post(book, "C1,2026-01-20,16,", "C1,2026-02-10 08:00,32,")

    assert run.replaced == 2
    assert book.ledger.balance("C1").balance == 1 + 8 + 16 + 32


def test_rows_that_know_only_their_month_replace_whole_months(book: Book) -> None:
    header = "会员号,年,月,获得,使用"
    posted = []
    for line in ("C1,2026,1,100,20", "C1,2026,1,90,20"):
        content = f"{header}\n{line}\n".encode()
        draft = book.imports.read(content, filename="m.csv")
        posted.append(draft.plan("points", source="crm", answers=REPLACE))
        posted[-1].post(actor="t")

    assert posted[1].period is not None
    assert posted[1].period.until == datetime(2026, 2, 1)
    assert book.ledger.balance("C1").balance == 70


def test_only_what_files_brought_under_the_same_source_is_replaced(book: Book) -> None:
    book.customers.add("C1")
    book.ledger.earn("C1", 7, occurred_at="2026-01-02", source="crm", ref="M1", actor="t")
    post(book, "C1,2026-01-03,10,", source="till")
    post(book, "C1,2026-01-04,20,")
    run = post(book, "C1,2026-01-05,40,")

    assert run.replaced == 1
    assert book.ledger.balance("C1").balance == 7 + 10 + 40


def test_what_was_reversed_by_hand_is_not_taken_back_twice(book: Book) -> None:
    post(book, "C1,2026-01-03,10,A1", "C1,2026-01-04,20,A2")
    wrong = book.ledger.entries("C1")["entry_id"][0]
    book.ledger.reverse(wrong, actor="t")
    plan = planned(book, "C1,2026-01-04,20,A2")
    run = plan.post(actor="t")

    assert (plan.totals["replaced"], run.entries) == (0, 0)
    assert book.ledger.balance("C1").balance == 20


def test_a_number_that_a_file_left_is_free_until_its_undo(book: Book) -> None:
    post(book, "C1,2026-01-03,10,A1", "C1,2026-01-04,20,A2")
    run = post(book, "C1,2026-01-04,20,A2")
    assert planned(book, "C1,2026-01-03,10,A1", answers=Answers()).totals["entries"] == 1
    asked = {"occurred_at": "2026-01-03", "source": "crm", "ref": "A1", "actor": "t"}
    book.imports.undo(run.batch_id, actor="t")

    assert planned(book, "C1,2026-01-03,10,A1", answers=Answers()).duplicates == 1
    assert book.ledger.earn("C1", 10, **asked).replayed


def test_replacements_come_back_in_the_order_they_went(book: Book) -> None:
    post(book, "C1,2026-01-03,10,A1")
    second = post(book, "C1,2026-01-03,20,A1")
    third = post(book, "C1,2026-01-03,30,A1")
    with pytest.raises(ReplacedSince) as refused:
        book.imports.undo(second.batch_id, actor="t")
    assert refused.value.values["replaced_by"] == third.batch_id
    for batch, balance in ((third, 20), (second, 10)):
        assert book.imports.undo(batch.batch_id, actor="t").shortfalls.is_empty()
        assert book.ledger.balance("C1").balance == balance
        assert book.verify() == []


@pytest.mark.parametrize("ref", ["A1", ""])
def test_what_was_posted_again_meanwhile_does_not_come_back_a_second_time(
    book: Book, ref: str
) -> None:
    post(book, f"C1,2026-01-03,10,{ref}")
    second = post(book, "C1,2026-01-04,5,A2")
    third = post(book, f"C1,2026-01-03,10,{ref}", answers=Answers())
    assert book.ledger.balance("C1").balance == 15

    for undo in (book.imports.preview_undo, book.imports.undo):
        with pytest.raises(PostedAgainSince) as refused:
            undo(second.batch_id, actor="t")
    posted = book.ledger.entries("C1")["entry_id"].max()
    assert refused.value.values == {"batch_id": second.batch_id, "entry_id": posted}

    book.imports.undo(third.batch_id, actor="t")
    book.imports.undo(second.batch_id, actor="t")
    assert book.ledger.balance("C1").balance == 10
    assert planned(book, f"C1,2026-01-03,10,{ref}").duplicates == 1
    assert book.verify() == []


def test_a_book_that_changed_is_compared_again_in_the_transaction(book: Book) -> None:
    post(book, "C1,2026-01-03,10,A1")
    plan = planned(book, "C1,2026-01-03,20,A1")
    post(book, "C1,2026-01-02,5,A0", answers=Answers())
    run = plan.post(actor="t")

    assert run.replaced == 2
    assert book.ledger.balance("C1").balance == 20


def test_an_expiry_of_a_replaced_lot_is_taken_back_and_comes_again_with_its_undo(
    book: Book,
) -> None:
    header = "会员号,时间,积分,有效期至"
    run = None
    for line in ("C1,2026-01-03,10,2026-01-31", "C1,2026-01-03,25,2026-03-31"):
        content = f"{header}\n{line}\n".encode()
        draft = book.imports.read(content, filename="e.csv")
        run = draft.plan("points", source="crm", answers=REPLACE).post(actor="t")
        if not run.replaced:
            book.ledger.expire("2026-02-01", actor="t")
    assert run is not None
    assert book.ledger.balance("C1").balance == 25
    book.imports.undo(run.batch_id, actor="t")

    assert book.ledger.balance("C1").balance == 0
    assert book.ledger.lots("C1")["remaining"].sum() == 0
    assert book.verify() == []


def test_answers_can_change_without_reading_the_file_again(book: Book) -> None:
    post(book, "C1,2026-01-03,10,A1")
    plan = planned(book, "C1,2026-01-03,20,A1", "C1,2026-02-03,5,A2", answers=Answers())
    told = [plan.answered(Answers(period=each)).totals for each in ("add", "skip", "replace")]
    assert [each["entries"] for each in told] == [1, 1, 3]
    assert [each["replaced"] for each in told] == [0, 0, 1]
    with pytest.raises(UnknownAnswer):
        Answers(period="mend")  # type: ignore[arg-type]


# Any file over any other ------------------------------------------------------------------------


def standing(book: Book) -> dict[str, tuple[object, ...]]:
    """What can be seen of each customer, to the last lot.

    Where a debt stands beside points, as back-dated commands can leave it, what comes back to a lot
    pays it: then only the balance is told.
    """
    told: dict[str, tuple[object, ...]] = {}
    for no in CUSTOMERS:
        b = book.ledger.balance(no)
        lots = book.ledger.lots(no).filter(pl.col("remaining") > 0).sort("entry_id").rows()
        figures = (b.available, b.pending, b.held, b.debt, b.lapsed)
        told[no] = (b.balance, *figures, lots)
    return told


def standing_rows(book: Book, since: datetime, until: datetime) -> Counter[tuple[object, ...]]:
    """The unreversed entries of the source in a period, as rows."""
    found = book.store.ask(
        """
        select customer_no, cast(entry.kind as varchar) as kind, points, occurred_at, ref
        from point_entry as entry join customer using (customer_id)
        join batch on batch.batch_id = entry.batch_id
        where entry.source = 'crm' and batch.kind = 'import' and occurred_at >= $since and occurred_at < $until
          and entry_id not in (select reverses_entry_id from point_entry where reverses_entry_id is not null)
        """,
        {"since": since, "until": until},
    )
    return Counter(found.rows())


def as_rows(file: Sequence[Row]) -> Counter[tuple[object, ...]]:
    return Counter((r.customer_no, r.kind, r.points, r.occurred_at, r.ref) for r in file)


def import_rows(book: Book, file: Sequence[Row], answers: Answers) -> Any:
    draft = book.imports.read(as_csv(file), filename="rows.csv")
    return draft.plan("points", source="crm", answers=answers)


def rows(told: Sequence[tuple[str, str, int, int, int | None, bool]]) -> list[Row]:
    made = []
    for place, (no, kind, points, half_days, valid, numbered) in enumerate(told):
        at = JAN + timedelta(hours=12 * half_days)
        sign = 1 if kind == "earn" else -1
        until = at + timedelta(days=valid) if valid and sign > 0 else None
        made.append(
            Row(no, kind, Decimal(sign * points), at, until, f"R{place}" if numbered else None)
        )
    return made


ROWS = st.lists(
    st.tuples(
        st.sampled_from(CUSTOMERS), st.sampled_from(["earn", "earn", "redeem", "expire"]),
        st.sampled_from([10, 20, 35]), st.integers(0, 90), st.sampled_from([None, None, 20, 60]),
        st.booleans(),
    ),
    min_size=1, max_size=6,
)  # fmt: skip
BY_HAND = st.lists(
    st.tuples(
        st.sampled_from(CUSTOMERS), st.sampled_from(["earn", "redeem", "reverse", "sweep", "hold"]),
        st.sampled_from([15, 25]), st.integers(0, 120),
    ),
    max_size=4,
)  # fmt: skip


def by_hand(book: Book, told: Sequence[tuple[str, str, int, int]]) -> None:
    for no, command, points, half_days in told:
        at = JAN + timedelta(hours=12 * half_days)
        try:
            if command == "earn":
                book.ledger.earn(no, points, occurred_at=at, actor="t")
            elif command == "redeem":
                book.ledger.redeem(no, points, occurred_at=at, overdraft=True, actor="t")
            elif command == "hold":
                book.ledger.hold(no, 5, occurred_at=at, actor="t")
            elif command == "sweep":
                book.ledger.expire(at, actor="t")
            else:
                book.ledger.reverse(book.ledger.entries(no)["entry_id"][0], actor="t")
        except (pointbook.errors.PointbookError, IndexError, pl.exceptions.ComputeError):
            continue  # refused, as it may be at random


@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=not LONG, database=None,
    suppress_health_check=list(HealthCheck), phases=list(Phase) if LONG else [Phase.explicit, Phase.generate],
)  # fmt: skip
@given(first=ROWS, second=ROWS, keep=st.sets(st.integers(0, 7)), before=BY_HAND, between=BY_HAND)
@example(
    first=[("C1", "earn", 10, 2, None, True)], second=[("C1", "redeem", 20, 9, None, False)],
    keep=set(), before=[("C1", "redeem", 25, 0)], between=[("C1", "redeem", 15, 120)],
)  # fmt: skip
def test_after_replacing_the_period_is_the_files_and_undo_brings_back_what_was(
    first: Any, second: Any, keep: set[int], before: Any, between: Any
) -> None:
    file, again = rows(first), rows(second)
    kept = [file[at] for at in sorted(keep) if at < len(file)]
    again += [one for one in kept if one.ref not in {other.ref for other in again} - {None}]
    with pointbook.open_book(":memory:", clock=lambda: NOW) as book:
        for no in CUSTOMERS:
            book.customers.add(no)
        by_hand(book, before)
        import_rows(book, file, Answers()).post(actor="t")
        by_hand(book, between)
        was = standing(book)
        plan = import_rows(book, again, REPLACE)
        disturbed = {command for _, command, *_ in between} & {"reverse", "sweep"}
        balances = {no: book.ledger.balance(no).balance for no in CUSTOMERS}
        span = (plan.period.since, plan.period.until) if plan.period else (JAN, JAN)
        had = standing_rows(book, *span)
        run = plan.post(actor="t")

        # A number that the book has outside of the period stays a problem.
        if plan.period is not None and not disturbed and not plan.problem_rows:
            assert standing_rows(book, *span) == as_rows(again)
            old, new = _sums(had), _sums(as_rows(again))
            for no in CUSTOMERS:  # as if the file had been right at first, to the last point
                assert book.ledger.balance(no).balance == balances[no] - old[no] + new[no]
        assert book.verify() == []
        assert import_rows(book, again, REPLACE).totals["entries"] == 0

        undone = book.imports.undo(run.batch_id, actor="t")
        assert undone.shortfalls.is_empty()
        for no, found in standing(book).items():
            owed_beside_points = was[no][4] and was[no][-1]
            assert found[:1] == was[no][:1]
            assert owed_beside_points or found == was[no]
        assert book.verify() == []
        known = import_rows(book, file, Answers())
        assert known.totals["entries"] == 0
        assert import_rows(book, again, REPLACE).totals == plan.totals


def _sums(rows: Counter[tuple[object, ...]]) -> dict[object, Decimal]:
    sums = dict.fromkeys(CUSTOMERS, Decimal(0))
    for told, times in rows.items():
        sums[str(told[0])] += Decimal(str(told[2])) * times
    return dict(sums)

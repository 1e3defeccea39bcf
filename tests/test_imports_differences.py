"""Balances into movements: the function alone, then files that say only what customers have."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pointbook.imports.checked import BALANCES, Checked
from pointbook.imports.checking import check
from pointbook.imports.differences import DIFFERENCES, differences
from pointbook.imports.mapping import suggest
from tests.import_files import NOW, column, moves, problems, table_of

DAY = datetime(2026, 1, 1)


def balances(*rows: tuple[str, int, int]) -> pl.DataFrame:
    """Snapshots of (customer, day, hundredths), numbered in this order."""
    return pl.DataFrame(
        [(row, no, DAY + timedelta(day), held) for row, (no, day, held) in enumerate(rows, 1)],
        schema=BALANCES,
        orient="row",
    )


def told(frame: pl.DataFrame) -> list[tuple[int | None, bool, bool]]:
    assert frame.schema == DIFFERENCES
    return frame.select("points", "is_first", "is_unclear").rows()


def test_each_balance_is_measured_from_the_one_before_it_in_time() -> None:
    found = differences(balances(("A", 2, 500), ("B", 0, 100), ("A", 0, 300), ("A", 1, 800)))
    assert told(found) == [
        (-300, False, False), (100, True, False), (300, True, False), (500, False, False),
    ]  # fmt: skip
    assert found["row"].to_list() == [1, 2, 3, 4]


def test_what_was_there_before_is_not_moved_again() -> None:
    before = pl.DataFrame({"customer_no": ["A", "C"], "balance": [200, 7]})
    found = differences(balances(("A", 0, 300), ("A", 1, 250), ("B", 0, 9)), before)
    assert told(found) == [(100, False, False), (-50, False, False), (9, True, False)]


def test_two_balances_of_one_moment_are_unclear_and_left_out() -> None:
    found = differences(balances(("A", 0, 100), ("A", 1, 150), ("A", 1, 160), ("A", 2, 400)))
    assert told(found) == [
        (100, True, False), (None, False, True), (None, False, True), (300, False, False),
    ]  # fmt: skip


def test_the_same_balance_twice_moves_nothing() -> None:
    assert told(differences(balances(("A", 0, 100), ("A", 0, 100)))) == [
        (100, True, False), (0, False, False),
    ]  # fmt: skip


def test_no_rows_have_no_differences() -> None:
    assert told(differences(balances())) == []


SNAPSHOTS = st.lists(
    st.tuples(st.sampled_from("ABC"), st.integers(0, 5), st.integers(-300, 300)), max_size=25
)


@settings(deadline=None)
@given(SNAPSHOTS, st.dictionaries(st.sampled_from("ABC"), st.integers(-50, 50)), st.randoms())
def test_before_and_all_differences_give_the_last_clear_balance(
    rows: list[tuple[str, int, int]], had: dict[str, int], dice: object
) -> None:
    given_rows = balances(*rows)
    before = pl.DataFrame(
        {"customer_no": list(had), "balance": list(had.values())},
        schema={"customer_no": pl.String, "balance": pl.Int64},
    )
    moved = given_rows.select("customer_no").hstack(differences(given_rows, before))
    for no in "ABC":
        by_day: dict[int, set[int]] = {}
        for who, day, held in rows:
            if who == no:
                by_day.setdefault(day, set()).add(held)
        clear = [(day, held) for day, (held, *more) in by_day.items() if not more]
        last = max(clear)[1] if clear else had.get(no, 0)
        sum_of = moved.filter(customer_no=no)["points"].sum()
        assert had.get(no, 0) + sum_of == last
    turned = differences(given_rows.reverse(), before).sort("row")
    by_row = differences(given_rows, before)
    # Of equal rows of one moment the first in the file moves; whichever way the frame lies.
    assert turned.equals(by_row)


def points(folder: Path, content: str, at: datetime | None = None) -> Checked:
    table = table_of(content, folder)
    mapping = suggest(table.columns)
    assert mapping is not None
    return check(table, replace(mapping, at=at), now=NOW)


def test_a_list_of_balances_is_brought_in_at_a_given_day(tmp_path: Path) -> None:
    found = points(
        tmp_path, "cardIdentifier,cardState,currentBalance\nA,x,12.5\nB,x,0\nC,x,-3\n", DAY
    )
    assert problems(found) == []
    assert moves(found) == [("A", "opening", 1250), ("C", "adjust_down", -300)]
    assert set(column(found, "occurred_at")) == {DAY}
    assert (found.ok, found.idle) == (3, 1)
    assert found.balances is not None
    assert found.balances.rows() == [(1, "A", DAY, 1250), (2, "B", DAY, 0), (3, "C", DAY, -300)]


def test_running_balances_become_movements_of_their_kind(tmp_path: Path) -> None:
    found = points(
        tmp_path,
        "会员编号,日期,类型,变动后余额\n"
        "A,2026-01-05,兑换,60\n"  # the newest first, as many systems write
        "A,2026-01-03,签到,110\n"
        "A,2026-01-02,获得,100\n"
        "A,2026-01-06,获得,50\n"
        "B,2026-01-01,,30\n",
    )
    assert problems(found) == []
    assert moves(found) == [
        ("A", "redeem", -5000), ("A", "earn", 1000), ("A", "opening", 10000), ("A", "redeem", -1000),
        ("B", "opening", 3000),
    ]  # fmt: skip


def test_a_wrong_balance_is_told_and_the_next_one_closes_the_gap(tmp_path: Path) -> None:
    found = points(
        tmp_path,
        "no,date,balance\nA,2026-01-01,10\nA,2026-01-02,x\nA,2026-01-03,\nA,2026-01-04,25\n"
        "B,2026-01-01,1\nB,2026-01-01,2\n",
    )
    assert problems(found) == [
        (2, "balance", "invalid_amount"), (3, "balance", "missing_value"),
        (5, "balance", "unclear_balance"), (6, "balance", "unclear_balance"),
    ]  # fmt: skip
    assert moves(found) == [("A", "opening", 1000), ("A", "earn", 1500)]


def test_a_balance_beside_points_is_only_told(tmp_path: Path) -> None:
    found = points(tmp_path, "no,date,points,balance after\nA,2026-01-01,5,500\n")
    assert moves(found) == [("A", "earn", 500)]
    assert found.balances is None

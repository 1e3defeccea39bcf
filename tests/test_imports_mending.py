from __future__ import annotations

import polars as pl
import pytest

from pointbook.book import Book
from pointbook.errors import ProblemsRemain
from pointbook.imports.mending import corrections

CSV = "会员编号,积分,日期,备注\nA,5,2026-01-01,x\nB,3分钱,2026-01-02,y\n\nC,7,2026-13-01,z\n"
CHANGES = pl.DataFrame({"row": [2, 4], "column": ["积分", "日期"], "value": ["3", "2026-01-03"]})


def test_bad_rows_stand_as_in_the_file_with_their_numbers(memory_book: Book) -> None:
    plan = memory_book.imports.read(CSV.encode(), filename="a.csv").plan()
    bad = plan.bad_rows()
    assert bad.columns[:4] == ["row", "会员编号", "积分", "日期"]
    assert bad["积分"].to_list() == ["3分钱", "7"]
    assert bad["row"].to_list() == [2, 4]  # the blank row counts, so that the numbers lead back
    assert plan.bad_rows(most=1)["row"].to_list() == [2]


def test_corrections_are_the_cells_that_differ(memory_book: Book) -> None:
    before = memory_book.imports.read(CSV.encode(), filename="a.csv").plan().bad_rows()
    after = before.with_columns(
        pl.when(pl.col("row") == 2).then(pl.lit("3")).otherwise("积分").alias("积分"),
        pl.when(pl.col("row") == 4).then(None).otherwise("日期").alias("日期"),
    )
    assert corrections(before, after).rows() == [(2, "积分", "3"), (4, "日期", "")]
    assert corrections(before, before).is_empty()


def test_a_corrected_file_is_posted_whole(memory_book: Book) -> None:
    draft = memory_book.imports.read(CSV.encode(), filename="a.csv")
    plan = draft.plan(corrections=CHANGES)
    assert (plan.problem_rows, plan.ok, plan.corrected_cells) == (0, 3, 2)
    assert plan.post(actor="t", all_or_nothing=True).entries == 3
    assert memory_book.ledger.balance("B").balance == 3
    assert memory_book.verify() == []


def test_the_latest_correction_of_a_cell_counts(memory_book: Book) -> None:
    draft = memory_book.imports.read(CSV.encode(), filename="a.csv")
    again = pl.DataFrame({"row": [2], "column": ["积分"], "value": ["33"]})
    plan = draft.plan(corrections=pl.concat([CHANGES, again]))
    assert plan.known.fresh.filter(pl.col("customer_no") == "B")["points"].to_list() == [3300]


def test_what_nobody_sees_is_removed_from_what_was_typed_too(memory_book: Book) -> None:
    draft = memory_book.imports.read(CSV.encode(), filename="a.csv")
    typed = pl.DataFrame({"row": [2], "column": ["积分"], "value": ["\u200b33\t"]})
    assert draft.plan(corrections=typed).problems["row"].to_list() == [4]


def test_a_mended_row_is_no_longer_uneven(memory_book: Book) -> None:
    text = "会员编号,积分,日期\nA,5,2026-01-01\nB,3\n"
    draft = memory_book.imports.read(text.encode(), filename="a.csv")
    assert set(draft.plan().problems["code"]) == {"missing_cells"}
    change = pl.DataFrame({"row": [2], "column": ["日期"], "value": ["2026-01-02"]})
    assert draft.plan(corrections=change).problems.is_empty()


def test_all_or_nothing_writes_nothing_while_problems_remain(memory_book: Book) -> None:
    plan = memory_book.imports.read(CSV.encode(), filename="a.csv").plan()
    with pytest.raises(ProblemsRemain) as refusal:
        plan.post(actor="t", all_or_nothing=True)
    assert refusal.value.values == {"rows": 2}
    assert memory_book.store.data_version == 0
    assert plan.post(actor="t").entries == 1


def test_a_column_may_be_called_as_the_row_numbers_are(memory_book: Book) -> None:
    text = "row,会员编号,积分,日期\n7,A,x,2026-01-01\n"
    bad = memory_book.imports.read(text.encode(), filename="a.csv").plan().bad_rows()
    assert bad.rows() == [(1, "7", "A", "x", "2026-01-01")]
    assert bad.columns[:2] == ["row", "row (2)"]

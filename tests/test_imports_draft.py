from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from pointbook.book import Book
from pointbook.errors import UnknownKind, UnreadableFile

CSV = "会员编号,姓名,积分,日期\nA,张三,5.25,2026-01-01\nB,李四,-3,2026-01-02\nC,王五,x,2026-01-03\n"


def test_a_draft_tells_what_was_found(memory_book: Book, tmp_path: Path) -> None:
    path = tmp_path / "积分.csv"
    path.write_text(CSV, encoding="gb18030")
    draft = memory_book.imports.read(path)
    assert (draft.filename, draft.encoding, draft.header_row, draft.rows) == (
        "积分.csv", "gb18030", 0, 3,
    )  # fmt: skip
    assert draft.columns == ["会员编号", "姓名", "积分", "日期"]
    assert draft.head.rows()[0] == ("A", "张三", "5.25", "2026-01-01")
    assert (draft.sheets, draft.warnings, draft.kind) == ([], [], "points")
    assert draft.mapping == {"customer_no": "会员编号", "points": "积分", "date": "日期"}
    assert draft.mapping_for("customers") == {"customer_no": "会员编号", "name": "姓名"}


def test_a_plan_tells_what_posting_would_do(memory_book: Book) -> None:
    plan = memory_book.imports.read(CSV.encode(), filename="a.csv").plan(source="crm")
    assert (plan.rows, plan.ok, plan.duplicates, plan.idle) == (3, 2, 0, 0)
    assert (plan.kind, plan.source, plan.filename) == ("points", "crm", "a.csv")
    assert plan.problems.rows() == [(3, "积分", "x", "invalid_amount")]
    assert sorted(plan.new_customers["customer_no"]) == ["A", "B"]
    totals = plan.totals
    assert (totals["entries"], totals["customers"]) == (2, 2)
    assert (totals["points_in"], totals["points_out"]) == (Decimal("5.25"), Decimal("3.00"))


def test_the_same_file_again_in_another_dress_adds_nothing(memory_book: Book) -> None:
    memory_book.imports.read(CSV.encode(), filename="a.csv").plan().post(actor="t")
    dressed = "积分;日期;会员编号\n−3;2026/1/2;B\n5.25;2026年1月1日;A\n".encode("utf-16")
    again = memory_book.imports.read(dressed, filename="b.csv").plan()
    assert (again.ok, again.duplicates, again.new_customers.height) == (2, 2, 0)
    assert again.post(actor="t").entries == 0


def test_a_mapping_by_hand_replaces_the_suggested_one(memory_book: Book) -> None:
    draft = memory_book.imports.read(CSV.encode(), filename="a.csv")
    plan = draft.plan(kind="customers", mapping={"customer_no": "会员编号", "tier": "姓名"})
    assert plan.checked.customers["tier"].to_list() == ["张三", "李四", "王五"]
    assert plan.mapping == {"customer_no": "会员编号", "tier": "姓名"}
    for mapping in ({"customer_no": "会员编号"}, {**draft.mapping, "date": ""}):
        with pytest.raises(UnknownKind):
            draft.plan(mapping=mapping)
    with pytest.raises(UnknownKind):
        draft.plan(kind="rewards")


def test_a_file_about_something_else_has_no_plan(memory_book: Book) -> None:
    draft = memory_book.imports.read(b"a,b\n1,2\n", filename="a.csv")
    assert (draft.kind, draft.mapping) == (None, {})
    with pytest.raises(UnknownKind):
        draft.plan()


def test_a_draft_leaves_no_file_behind(memory_book: Book, tmp_path: Path) -> None:
    draft = memory_book.imports.read(CSV.encode(), filename="a.csv", work_dir=tmp_path)
    assert list(tmp_path.iterdir()) != []
    del draft
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(UnreadableFile):
        memory_book.imports.read(b"%PDF-1.4", filename="a.csv", work_dir=tmp_path)
    assert list(tmp_path.iterdir()) == []

"""月结: a month is closed on the page, its figures stand beside those of now, and the last one is opened again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from streamlit.testing.v1 import AppTest

from pointbook.access import Actor, Right, Scope
from pointbook.book import Book
from pointbook.ui import session
from tests.pages.conftest import Visit, words

PAGE = "points/months.py"
MAY = date(2026, 5, 1)


def press(visitor: AppTest, label: str) -> None:
    next(each for each in visitor.button if each.label.startswith(label)).click().run()
    assert not visitor.exception


def test_a_month_is_closed_and_its_figures_stand_beside_those_of_now(
    shown: Book, visit: Visit
) -> None:
    visitor = visit(PAGE)
    assert visitor.selectbox(key="month").options == ["2026年5月", "2026年4月", "2026年3月"]
    assert "now_points" in visitor.dataframe[0].value.columns
    press(visitor, "月结 2026年5月")
    assert shown.months.last == MAY
    assert "完全一致" in words(visitor)
    table = visitor.dataframe[0].value
    row = table[table["month_line"] == "消耗"].iloc[0]
    assert (row["kept_points"], row["now_points"], row["now_customers"]) == (-250, -250, 1)
    assert len(visitor.dataframe) == 2

    rows = b"customer_no,occurred_at,points\nM1,2026-05-20,7\n"
    shown.imports.read(rows, filename="f.csv").plan("points").post(actor="t")
    visitor = visit(PAGE, month="2026-05")
    assert "有 1 笔这个月的流水在月结之后才到，合计 7 积分" in words(visitor)
    visitor.text_input(key="months_reason").set_value("补录")
    press(visitor, "重新打开")
    assert shown.months.last is None
    assert "已重新打开 2026年5月" in words(visitor)
    assert shown.months.closings(actor="t")["reason"].to_list() == ["补录"]


def test_a_late_entry_shows_its_own_date_in_the_statement(shown: Book, visit: Visit) -> None:
    assert "business_at" not in visit("points/statement.py").dataframe[0].value.columns
    shown.months.close(MAY, actor="t")
    rows = b"customer_no,occurred_at,points\nM1,2026-05-20,7\n"
    shown.imports.read(rows, filename="f.csv").plan("points").post(actor="t")
    table = visit("points/statement.py", period="this_month").dataframe[0].value
    late = table[table["points"] == Decimal(7)].iloc[0]
    assert (str(late["occurred_at"])[:10], str(late["business_at"])[:10]) == (
        "2026-06-01", "2026-05-20",
    )  # fmt: skip


def test_who_may_not_close_only_looks_and_who_sees_some_does_not(shown: Book, visit: Visit) -> None:
    session.act_as(Actor("u", frozenset({Right.EXPORT})))
    visitor = visit(PAGE)
    assert visitor.dataframe
    assert not [each for each in visitor.button if each.label.startswith("月结")]
    session.act_as(Actor("u", scope=Scope("department", ("A",))))
    assert visit(PAGE).error
    shown.months.close(MAY, actor="t")


def test_an_empty_book_says_so(empty: Book, visit: Visit) -> None:
    assert "导入" in words(visit(PAGE))

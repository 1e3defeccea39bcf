"""定期报告 on its page: what it shows is what its files say, and only those who may export get them."""

from __future__ import annotations

from pointbook.access import Actor, Right
from pointbook.book import Book
from pointbook.ui import session
from tests.pages.conftest import Visit, words

REPORT = "analysis/report.py"


def test_the_month_that_is_over_is_shown_with_its_proof_and_three_downloads(
    shown: Book, visit: Visit
) -> None:
    visitor = visit(REPORT, of_month="2026-05")
    said = words(visitor)
    assert "对账平衡" in said
    assert "期初" in said
    labels = [each.proto.label for each in visitor.get("download_button")]
    assert labels[:3] == ["下载 Excel", "下载 PDF", "下载 HTML"]
    grown = shown.ask("analysis/growth", since="2026-05-01", until="2026-05-31", bucket="year")
    assert f"{grown['closing'].item():,.0f}" in said
    top = shown.ask(
        "analysis/ranking", measure="earned", since="2026-05-01", until="2026-05-31", row_limit=10
    )
    tables = [each.value for each in visitor.dataframe]
    assert list(tables[3]["customer_no"]) == top["customer_no"].to_list()


def test_every_kind_of_report_has_its_periods(shown: Book, visit: Visit) -> None:
    for kind, code in (
        ("week", "2026-W24"), ("month", "2026-06"), ("quarter", "2026-Q2"), ("year", "2026"),
    ):  # fmt: skip
        visitor = visit(REPORT, kind_of_report=kind)
        visitor.selectbox(key=f"of_{kind}").set_value(code).run()
        assert not visitor.exception
        assert visitor.get("plotly_chart")


def test_a_period_that_is_not_over_says_so(shown: Book, visit: Visit) -> None:
    assert "还没有结束" in words(visit(REPORT, kind_of_report="year", of_year="2026"))


def test_whoever_may_not_export_reads_without_taking_along(shown: Book, visit: Visit) -> None:
    session.act_as(Actor("u", frozenset((Right.ADJUST,))))
    visitor = visit(REPORT)
    assert not visitor.get("download_button")
    assert "下载需要“导出”权限" in words(visitor)


def test_an_empty_book_leads_to_the_import(empty: Book, visit: Visit) -> None:
    assert "导入" in words(visit(REPORT))

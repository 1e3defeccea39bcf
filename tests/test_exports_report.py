"""定期报告: what is read back out of its three files is what the questions behind the pages answer."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import fastexcel
import openpyxl
import polars as pl
import pypdfium2
import pytest

import pointbook
from pointbook.access import Actor, Right, Scope
from pointbook.analysis import (
    CustomerRange,
    growth,
    ranking,
    report,
    report_period,
    report_periods,
)
from pointbook.book import Book
from pointbook.errors import FontMissing, NotAPeriod, NotPermitted
from pointbook.exports import fonts
from pointbook.exports.report import REPORT_FORMATS, ReportFile, report_file
from pointbook.periods import Period
from pointbook.texts import number_text, signed_text
from pointbook.ui import report_files
from tests.command_line import Run

JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
READER = Actor("analyst", frozenset((Right.EXPORT,)))


@pytest.fixture
def filled(memory_book: Book) -> Iterator[Book]:
    book = memory_book
    people = (
        ("M1", "曾小贤", "gold", "东区"),
        ("M2", "胡一菲", "silver", "西区"),
        ("M3", "陆展博", "gold", "西区"),
    )
    for number, name, tier, department in people:
        book.customers.add(
            number, name=name, tier=tier, store="南京路店", department=department, actor="t"
        )
    for year, month in ((2025, 6), (2026, 5), (2026, 6)):
        for place, (number, *_) in enumerate(people, 1):
            book.ledger.earn(
                number, Decimal(month * 100 * place) + Decimal("0.25"), reason="purchase",
                occurred_at=datetime(year, month, 3 * place, 9), actor="t",
                expires_at=date(2026, 7 + place, 1) if (year, month) == (2026, 6) else None,
            )  # fmt: skip
    book.ledger.redeem("M2", 321, occurred_at=datetime(2026, 6, 20, 10), reason="gift", actor="t")
    yield book


def made(book: Book, to: Any, **more: Any) -> tuple[ReportFile, bytes]:
    given = {"actor": READER, "lang": "zh"} | more
    file = report_file(book, "month", JUNE, to, **given)
    return file, report_files.written(file, to)


def pdf_text(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as read:
        return re.sub(r"\s", "", "".join(page.get_textpage().get_text_range() for page in read))


def html_text(content: bytes) -> str:
    body = re.sub(rb"<(script|style)[^>]*>.*?</\1>", b"", content, flags=re.DOTALL).decode()
    return re.sub(r"\s", "", html.unescape(re.sub(r"<[^>]+>", " ", body)))


def asked(book: Book, name: str, **more: Any) -> pl.DataFrame:
    return book.ask(name, since=JUNE.since, until=JUNE.until, actor=READER, **more)


def test_the_workbook_holds_the_numbers_of_the_questions(filled: Book) -> None:
    content = made(filled, "xlsx")[1]
    read = fastexcel.read_excel(content)
    assert read.sheet_names == [
        "概览", "积分增长明细", "按变动原因（来源与用途）", "增长最快的客户", "发放最多的客户", "即将过期", "说明",
    ]  # fmt: skip
    whole = asked(filled, "analysis/growth", bucket="year").row(0, named=True)
    overview = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["概览"]
    figures = {row[0].value: row[1].value for row in overview.iter_rows(min_row=6, max_row=12)}
    assert figures["期初"] == float(whole["opening"])
    assert figures["发放"] == float(whole["earned"])
    assert figures["消耗"] == float(whole["redeemed"]) == -321
    assert figures["期末"] == float(whole["closing"])
    buckets = read.load_sheet("积分增长明细").to_polars()
    days = asked(filled, "analysis/growth", bucket="day")
    assert buckets["发放"].to_list() == [float(each) for each in days["earned"]]
    assert buckets["期末"].to_list() == [float(each) for each in days["closing"]]
    top = asked(filled, "analysis/ranking", measure="earned", row_limit=10)
    listed = read.load_sheet("发放最多的客户").to_polars()
    assert listed["客户号"].to_list() == top["customer_no"].to_list()
    assert listed["本期"].to_list() == [float(each) for each in top["value"]]
    assert listed["姓名"].to_list() == top["name"].to_list() == ["陆**", "胡**", "曾**"]
    expiring = filled.ask("analysis/expiring", as_of=filled.now())
    read_back = read.load_sheet("即将过期").to_polars()["到期积分"]  # of 30, 60 and 90 days
    assert read_back.to_list() == [float(each) for each in expiring["expiring"]]


def test_the_workbook_has_charts_of_its_own_and_filters(filled: Book) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made(filled, "xlsx")[1]))
    charts = book["概览"]._charts
    assert len(charts) == 2
    assert "积分增长明细" in charts[0].series[0].val.numRef.f
    assert book["积分增长明细"].auto_filter.ref.startswith("A1:")
    assert book["积分增长明细"].freeze_panes == "B2"
    assert book["积分增长明细"]["C2"].number_format.startswith("+#,##0")


@pytest.mark.parametrize("to", ["pdf", "html"])
def test_pdf_and_html_hold_the_numbers_of_the_questions(to: str, filled: Book) -> None:
    file, content = made(filled, to)
    text = pdf_text(content) if to == "pdf" else html_text(content)
    whole = asked(filled, "analysis/growth", bucket="year").row(0, named=True)
    earlier = filled.ask(
        "analysis/growth", since=date(2026, 5, 1), until=date(2026, 5, 31), bucket="year"
    ).row(0, named=True)
    for name in ("earned", "redeemed"):
        assert signed_text(whole[name]) in text
        assert signed_text(earlier[name]) in text or not earlier[name]
    for name in ("opening", "closing"):
        assert number_text(whole[name]) in text
    for value in asked(filled, "analysis/growth", bucket="day")["closing"].unique():
        assert number_text(value) in text
    top = asked(filled, "analysis/ranking", measure="earned", row_limit=10)
    for number, name, value in top.select("customer_no", "name", "value").iter_rows():
        assert number in text
        assert name in text
        assert number_text(value) in text
    movers = asked(filled, "analysis/movers", measure="earned", row_limit=10)
    for change in movers["change"]:
        assert signed_text(change) in text
    for points in filled.ask("analysis/expiring", as_of=filled.now())["expiring"]:
        assert number_text(points) in text
    assert re.sub(r"\s", "", file.proof) in text
    assert "对账平衡" in text
    assert "积分定期报告·2026年6月" in text
    assert "曾小贤" not in text


@pytest.mark.parametrize("to", REPORT_FORMATS)
def test_a_period_that_is_not_over_meets_the_same_days_and_says_so(to: Any, filled: Book) -> None:
    """The data end on 20 June; what came late in May belongs to no comparison."""
    filled.ledger.earn("M1", 40, occurred_at=datetime(2026, 5, 25, 9), actor="t")
    file = report_file(filled, "month", JUNE, to, actor=READER, lang="zh")

    figures = {each.name: each for each in file.figures}
    may, year = (
        Period(date(2026, 5, 1), date(2026, 5, 20)),
        Period(date(2025, 6, 1), date(2025, 6, 20)),
    )
    before = filled.ask("analysis/growth", since=may.since, until=may.until, bucket="year").row(
        0, named=True
    )
    assert figures["earned"].previous == before["earned"] == Decimal("3000.75")
    assert figures["closing"].previous == before["closing"]
    assert file.report.growth.against == (may, year)
    compared = filled.ask(
        "analysis/movers", measure="earned", since=JUNE.since, until=JUNE.until,
        compare_since=may.since, compare_until=may.until, row_limit=10,
    )  # fmt: skip
    assert file.report.growth.movers["change"].equals(compared["change"])
    said = "截至2026-06-20，与上期同期（2026-05-01至2026-05-20）和去年同期（2025-06-01至2025-06-20）比较"
    content = report_files.written(file, to)
    if to == "xlsx":
        page = openpyxl.load_workbook(io.BytesIO(content))["概览"]
        text = re.sub(r"\s", "", "".join(str(c.value) for row in page.iter_rows() for c in row))
    else:
        text = pdf_text(content) if to == "pdf" else html_text(content)
    assert said in text
    assert to == "html" or "上期同期" in text


def test_a_week_that_is_not_over_meets_the_same_days_of_the_week_before(filled: Book) -> None:
    week = Period(date(2026, 6, 8), date(2026, 6, 14))
    grown = report(filled, "week", week, newest=date(2026, 6, 10), actor=READER).growth
    assert grown.against[0] == Period(date(2026, 6, 1), date(2026, 6, 3))
    whole = report(filled, "week", week, newest=date(2026, 6, 30), actor=READER)
    assert whole.growth.against[0] == Period(date(2026, 6, 1), date(2026, 6, 7))
    assert whole.unfinished_at is None


@pytest.mark.parametrize("kind", ["month", "quarter"])
def test_its_lists_are_those_of_the_questions_that_other_pages_ask(kind: Any, filled: Book) -> None:
    """Composed of fewer questions than the pages behind it, it tells the same."""
    period = report_period(kind, "2026-06" if kind == "month" else "2026-Q2")
    told = report(filled, kind, period, newest=date(2026, 6, 30), actor=READER)
    split = growth(filled, period, told.bucket, by="reason", actor=READER)
    assert told.growth.rows.equals(split.rows)
    assert split.groups is not None
    for reason, earned in told.reasons.select("reason", "earned").iter_rows():
        mine = pl.col("group").eq_missing(pl.lit(reason, pl.String))
        assert earned == split.groups.filter(mine)["earned"].sum()
    assert told.reasons["net"].sum() == split.totals.net
    assert told.top.equals(ranking(filled, "earned", period, limit=10, actor=READER).rows)


def test_a_pdf_carries_its_font_and_numbers_its_pages(filled: Book) -> None:
    content = made(filled, "pdf")[1]
    assert b"/FontFile3" in content or b"/FontFile2" in content
    with pypdfium2.PdfDocument(content) as read:
        assert read.get_metadata_value("Title") == "积分定期报告 · 2026年6月"
        assert len(read) >= 3
        last = read[len(read) - 1].get_textpage().get_text_range()
        assert f"{len(read)} / {len(read)}" in last


def test_without_a_chinese_font_a_pdf_is_refused_and_nothing_is_said_to_have_left(
    filled: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = tmp_path / "latin.ttf"
    nothing.write_bytes(b"no font")
    monkeypatch.setenv("POINTBOOK_FONT", str(nothing))
    with pytest.raises(FontMissing):
        made(filled, "pdf")
    monkeypatch.delenv("POINTBOOK_FONT")
    monkeypatch.setattr(fonts, "_FOLDERS", (str(tmp_path),))
    fonts._found.cache_clear()
    with pytest.raises(FontMissing):
        made(filled, "pdf")
    fonts._found.cache_clear()
    assert not filled.ask("book/links").filter(command="export").height
    made(filled, "html")


def test_a_report_asks_for_the_right_and_leaves_a_trace(filled: Book) -> None:
    with pytest.raises(NotPermitted):
        made(filled, "html", actor=Actor("viewer", frozenset()))
    made(filled, "html")
    told = filled.ask("book/links").filter(command="export")
    assert told.height == 1
    assert '"what":"report 2026-06 html"' in told["details"].item().replace('": "', '":"')


def test_a_report_tells_only_of_whom_its_reader_sees_and_of_the_range(filled: Book) -> None:
    west = Actor("w", frozenset((Right.EXPORT,)), scope=Scope("department", ("西区",)))
    seen = report(filled, "month", JUNE, newest=JUNE.until, actor=west)
    assert set(seen.top["customer_no"]) == {"M2", "M3"}
    gold = report(filled, "month", JUNE, newest=JUNE.until, customers=CustomerRange(tier="gold"))
    assert set(gold.top["customer_no"]) == {"M1", "M3"}
    assert gold.growth.totals.is_proved
    assert gold.expiring["customers"].to_list() == [0, 1, 1]
    assert filled.ask("analysis/expiring", as_of=filled.now())["customers"].to_list() == [0, 1, 2]


def test_reasons_add_up_to_the_movements_of_the_period(filled: Book) -> None:
    found = report(filled, "month", JUNE, newest=JUNE.until)
    for name in ("earned", "redeemed"):
        assert found.reasons[name].sum() == found.growth.totals.movements[name]
    assert found.reasons["reason"].to_list() == ["purchase", "gift"]


def test_periods_are_read_as_they_are_typed() -> None:
    assert report_period("week", "2026-W01") == Period(date(2025, 12, 29), date(2026, 1, 4))
    assert report_period("month", "2026-06") == JUNE
    assert report_period("quarter", "2026-Q2") == Period(date(2026, 4, 1), JUNE.until)
    assert report_period("year", "2026") == Period(date(2026, 1, 1), date(2026, 12, 31))
    for kind, text in (
        ("month", "2026"),
        ("month", "2026-13"),
        ("week", "2026-W60"),
        ("year", "x"),
    ):
        with pytest.raises(NotAPeriod):
            report_period(kind, text)  # type: ignore[arg-type]


def test_the_newest_period_that_is_over_is_offered_first() -> None:
    offered = list(report_periods("month", date(2026, 3, 5), date(2026, 6, 10)))
    assert [each.since.month for each in offered] == [5, 6, 4, 3]
    over = list(report_periods("month", date(2026, 3, 5), date(2026, 6, 30)))
    assert [each.since.month for each in over] == [6, 5, 4, 3]


def test_the_command_writes_every_format_once(run: Run, tmp_path: Path) -> None:
    with pointbook.open_book(tmp_path / "book.duckdb") as book:
        book.customers.add("C1", actor="t")
        book.ledger.earn("C1", 5, occurred_at=datetime(2026, 3, 1), actor="t")
    out = tmp_path / "reports"
    said = run("report", "month", "2026-03", "--out", out)
    assert said.status == 0
    assert sorted(each.suffix for each in out.iterdir()) == [".html", ".pdf", ".xlsx"]
    assert len(REPORT_FORMATS) == 3

    again = run("report", "month", "2026-03", "--out", out, "--format", "html")
    wrong = run("report", "month", "March", "--out", out)

    assert again.status == wrong.status == 1
    assert "will not be overwritten" in again.err
    assert "2026-10" in wrong.err

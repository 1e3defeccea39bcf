from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from pointbook.errors import UnreadableFile
from pointbook.imports import spreadsheets
from pointbook.imports.checking import check
from pointbook.imports.mapping import suggest
from pointbook.imports.reading import Wishes
from tests.import_files import NOW, cells, column, moves, problems, table_of

Filling = Callable[[Worksheet], object]


def workbook(*sheets: Filling, names: tuple[str, ...] = ()) -> bytes:
    """An XLSX file; each filling writes one sheet."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"default_date_format": "yyyy-mm-dd"})
    for number, fill in enumerate(sheets):
        fill(book.add_worksheet(names[number] if names else None))
    book.close()
    return target.getvalue()


def points_sheet(sheet: Worksheet) -> None:
    sheet.write_row(0, 0, ["会员编号", "积分", "变动时间", "有效期至", "备注"])
    sheet.write_row(1, 0, ["001", 12.5])
    sheet.write_datetime(1, 2, datetime(2026, 3, 5, 12, 30))
    sheet.write_datetime(1, 3, datetime(2026, 12, 31))
    sheet.write_row(2, 0, [100018, 0.1 + 0.2])
    sheet.write_datetime(2, 2, datetime(2026, 3, 6))
    sheet.write_row(4, 0, ["002", -3, "2026/3/7"])


def test_a_clean_sheet_is_read_as_text(tmp_path: Path) -> None:
    table = table_of(workbook(points_sheet), tmp_path, "a.xlsx")
    assert table.columns == ("会员编号", "积分", "变动时间", "有效期至", "备注")
    assert [row[:3] for row in cells(table)] == [
        ("001", "12.5", "2026-03-05 12:30:00"),
        ("100018", "0.3", "2026-03-06 00:00:00"),
        ("002", "-3", "2026/3/7"),
    ]
    assert (table.rows, table.encoding, table.sheets) == (3, None, ("Sheet1",))


def test_its_rows_become_entries(tmp_path: Path) -> None:
    table = table_of(workbook(points_sheet), tmp_path, "a.xlsx")
    mapping = suggest(table.columns)
    assert mapping is not None
    found = check(table, mapping, now=NOW)
    assert moves(found) == [("001", "earn", 1250), ("100018", "earn", 30), ("002", "redeem", -300)]
    assert column(found, "row") == [1, 2, 4]
    assert column(found, "expires_at")[0] == datetime(2027, 1, 1)  # the last valid day is over


def test_a_workbook_is_known_by_its_content(tmp_path: Path) -> None:
    table = table_of(workbook(points_sheet), tmp_path, "export.csv")
    assert table.rows == 3
    assert (table.notices[0].code, table.notices[0].value) == ("other_content", "workbook")


def test_text_that_is_called_a_workbook_is_read_as_text(tmp_path: Path) -> None:
    table = table_of("会员编号\t积分\nA\t1\n".encode("gb18030"), tmp_path, "export.xls")
    assert (cells(table), table.notices[0].code) == ([("A", "1")], "other_content")


def test_an_error_cell_is_neither_empty_nor_zero(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.write_row(0, 0, ["会员编号", "积分", "日期", "备注"])
        sheet.write_row(1, 0, ["A", 5, "2026-01-01"])
        sheet.write_formula(1, 3, "=NA()", value="#N/A")
        sheet.write_row(2, 0, ["B", None, "2026-01-01"])
        sheet.write_formula(2, 1, "=1/0", value="#DIV/0!")

    table = table_of(workbook(fill), tmp_path, "a.xlsx")
    mapping = suggest(table.columns)
    assert mapping is not None
    found = check(table, mapping, now=NOW)
    assert problems(found) == [(1, "备注", "error_cell"), (2, "积分", "error_cell")]
    assert [value for value in found.problems["value"]] == ["#N/A", "#DIV/0!"]
    assert found.entries.is_empty()


def test_the_first_visible_sheet_with_cells_is_read_and_any_can_be_chosen(tmp_path: Path) -> None:
    def hidden(sheet: Worksheet) -> None:
        sheet.write_row(0, 0, ["hidden", "x"])
        sheet.hide()

    def empty(sheet: Worksheet) -> None:
        sheet.activate()

    raw = workbook(hidden, empty, points_sheet, names=("藏", "空", "积分"))
    table = table_of(raw, tmp_path, "a.xlsx")
    assert (table.sheet, table.sheets) == ("积分", ("藏", "空", "积分"))
    assert table_of(raw, tmp_path, "a.xlsx", Wishes(sheet="藏")).columns == ("hidden", "x")
    with pytest.raises(UnreadableFile) as refusal:
        table_of(raw, tmp_path, "a.xlsx", Wishes(sheet="无"))
    assert refusal.value.values["detail"] == "unknown_sheet"


def test_a_title_above_the_header_is_skipped(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.merge_range(0, 0, 0, 2, "六月积分")
        sheet.write_row(2, 0, ["会员编号", "积分", "日期"])
        sheet.write_row(3, 0, ["A", 1, "2026-06-01"])

    table = table_of(workbook(fill), tmp_path, "a.xlsx")
    assert (table.header_row, table.rows) == (2, 1)
    assert table.notices[0].code == "title_rows"


def test_a_sheet_without_cells_is_empty(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        table_of(workbook(lambda sheet: None), tmp_path, "a.xlsx")
    assert refusal.value.values["detail"] == "empty"


def test_a_sheet_that_claims_every_cell_ends_only_its_reader(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.write(0, 0, "A")
        sheet.write(1_048_575, 16_383, "B")

    with pytest.raises(UnreadableFile) as refusal:
        table_of(workbook(fill), tmp_path, "a.xlsx")
    assert refusal.value.values["detail"] == "too_many_cells"


def test_reading_that_takes_too_long_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheets, "TIME_LIMIT", 0.001)
    with pytest.raises(UnreadableFile) as refusal:
        table_of(workbook(points_sheet), tmp_path, "a.xlsx")
    assert refusal.value.values["detail"] == "too_slow"


def test_a_cut_or_altered_workbook_is_damaged(tmp_path: Path) -> None:
    raw = workbook(points_sheet)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        start = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 80
    altered = (
        raw[:start] + bytes(byte ^ 0x55 for byte in raw[start : start + 40]) + raw[start + 40 :]
    )
    for broken in (raw[: len(raw) // 2], altered):
        with pytest.raises(UnreadableFile) as refusal:
            table_of(broken, tmp_path, "a.xlsx")
        assert refusal.value.values["detail"] == "damaged"


@pytest.mark.parametrize(
    ("part", "detail"), [("word/document.xml", "document"), ("a.csv", "archive")]
)
def test_other_zip_files_are_told_apart(part: str, detail: str, tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(part, "x")
    with pytest.raises(UnreadableFile) as refusal:
        table_of(target.getvalue(), tmp_path, "a.xlsx")
    assert refusal.value.values["detail"] == detail

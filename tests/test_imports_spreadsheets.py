from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from pointbook.errors import UnreadableFile
from pointbook.imports import sheet_readers
from pointbook.imports.checking import check
from pointbook.imports.mapping import suggest
from pointbook.imports.reading import Wishes, read_table
from tests.import_files import NOW, cells, column, moves, problems, table_of
from tests.import_workbooks import (
    archive,
    ods,
    ods_row,
    with_part,
    workbook,
    xls,
)


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
    monkeypatch.setattr(sheet_readers, "TIME_LIMIT", 0.001)
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
    ("part", "detail"),
    [("word/document.xml", "document"), ("a.bin", "no_table_inside"), ("a.zip", "nested_archive")],
)
def test_other_zip_files_are_told_apart(part: str, detail: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        table_of(archive({part: b"x"}), tmp_path, "a.xlsx")
    assert refusal.value.values["detail"] == detail


def test_hidden_sheets_are_marked(tmp_path: Path) -> None:
    def hidden(sheet: Worksheet) -> None:
        sheet.write_row(0, 0, ["hidden", "x"])
        sheet.hide()

    def very_hidden(sheet: Worksheet) -> None:
        sheet.very_hidden()

    raw = workbook(points_sheet, hidden, very_hidden, names=("积分", "藏&“1”", "深藏"))
    table = table_of(raw, tmp_path, "a.xlsx")
    assert table.sheets == ("积分", "藏&“1”", "深藏")
    assert table.hidden_sheets == {"藏&“1”", "深藏"}


def test_a_chart_alone_on_a_sheet_is_not_offered(tmp_path: Path) -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    chart = book.add_chart({"type": "column"})
    book.add_chartsheet("图").set_chart(chart)
    points_sheet(book.add_worksheet("积分"))
    chart.add_series({"values": "=积分!$B$2:$B$3"})
    book.close()
    table = table_of(target.getvalue(), tmp_path, "a.xlsx")
    assert (table.sheet, table.sheets) == ("积分", ("积分",))


def test_dates_are_those_of_the_workbooks_own_calendar(tmp_path: Path) -> None:
    since_1904 = workbook(points_sheet, date_1904=True)
    assert cells(table_of(since_1904, tmp_path, "a.xlsx"))[0][2] == "2026-03-05 12:30:00"


@pytest.mark.parametrize("filename", ["a.xls", "a.xlsx", "a.ods", "a.csv", "upload"])
def test_old_and_open_workbooks_are_read_whatever_their_name(filename: str, tmp_path: Path) -> None:
    header, first, second = ["会员编号", "积分", "备注"], ["007", 1.5, "甲"], ["008", -3.0, "乙"]
    for number, raw in enumerate(
        (xls([header, first, second]), ods("".join(ods_row(*row) for row in (header, first, second))))
    ):  # fmt: skip
        for name in (filename, f"by path {filename}"):
            (folder := tmp_path / f"{number} {name}").mkdir()
            (path := folder / name).write_bytes(raw)
            found = read_table(path if "path" in name else raw, name, folder)
            assert cells(found) == [("007", "1.5", "甲"), ("008", "-3", "乙")]


@pytest.mark.parametrize("filename", ["a.xls", "a.xlsx", "upload"])
def test_a_password_is_named_whatever_the_file_is_called(filename: str, tmp_path: Path) -> None:
    plain_name, sealed_name = (
        name.encode("utf-16-le") for name in ("Workbook".ljust(16, "\0"), "EncryptedPackage")
    )
    protected = xls([["a"]]).replace(plain_name, sealed_name)
    with pytest.raises(UnreadableFile) as refusal:
        table_of(protected, tmp_path, filename)
    assert refusal.value.values["detail"] == "password"


def test_entities_that_grow_without_end_are_refused(tmp_path: Path) -> None:
    nested = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 50) for n in range(1, 9))
    bomb = b'<!DOCTYPE x [<!ENTITY e0 "ha">' + nested + b"]>"
    raw = workbook(points_sheet)
    for part in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"):
        armed = with_part(raw, lambda xml: xml.replace(b"?>", b"?>" + bomb, 1), part)
        with pytest.raises(UnreadableFile) as refusal:
            table_of(armed, tmp_path, "a.xlsx")
        assert refusal.value.values["detail"] == "bomb"


def test_a_part_that_unpacks_without_measure_is_refused(tmp_path: Path) -> None:
    blown_up = with_part(
        workbook(points_sheet), lambda xml: xml.replace(b"?>", b"?>" + b" " * (80 << 20), 1)
    )
    with pytest.raises(UnreadableFile) as refusal:
        table_of(blown_up, tmp_path, "a.xlsx")
    assert refusal.value.values["detail"] == "bomb"


def test_an_open_sheet_that_claims_seventeen_billion_cells_is_refused(tmp_path: Path) -> None:
    rows = ods_row("x")
    for each, number in (("row", 1_048_576), ("column", 16_384)):
        tag = "<table:table-row" if each == "row" else "<table:table-cell"
        rows = rows.replace(tag, f'{tag} table:number-{each}s-repeated="{number}"')
    with pytest.raises(UnreadableFile) as refusal:
        table_of(ods(rows), tmp_path, "a.ods")
    assert refusal.value.values["detail"] == "too_many_cells"


def test_a_reader_that_runs_out_of_memory_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wide(sheet: Worksheet) -> None:
        sheet.write(0, 0, "A")
        sheet.write(99_999, 199, "B")

    monkeypatch.setattr(sheet_readers, "MEMORY_LIMIT", 700 << 20)
    with pytest.raises(UnreadableFile) as refusal:
        table_of(workbook(wide), tmp_path, "a.xlsx")
    assert refusal.value.values["detail"] == "out_of_memory"


def test_a_workbook_has_a_greatest_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_readers, "MAX_WORKBOOK", 1000)
    with pytest.raises(UnreadableFile) as refusal:
        table_of(workbook(points_sheet), tmp_path, "a.xlsx")
    assert refusal.value.values["detail"] == "too_large"

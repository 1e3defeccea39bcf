from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from xlsxwriter.worksheet import Worksheet

from pointbook.imports.checking import check
from pointbook.imports.mapping import suggest
from pointbook.imports.tables import Notice, Table
from tests.import_files import NOW, cells, moves, problems, table_of
from tests.import_workbooks import Filling, formatted, ods, ods_row, with_part, workbook, xls

HEADER = ["会员编号", "积分", "日期", "备注"]
DIVISION_BY_ZERO = 0x07


def table_with(folder: Path, fill: Filling) -> Table:
    return table_of(workbook(fill), folder, "a.xlsx")


def told(table: Table, code: str) -> list[tuple[int, str]]:
    return [(notice.count, notice.value) for notice in table.notices if notice.code == code]


def test_error_cells_are_named_where_they_stand(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.write_row(3, 2, HEADER)
        sheet.write_row(5, 2, ["A", None, "2026-01-01"])
        sheet.write_formula(5, 3, "=1/0", value="#DIV/0!")
        sheet.write_formula(5, 5, "=NA()", value="#N/A")

    table = table_with(tmp_path, fill)
    assert told(table, "error_cells") == [(2, "D6, F6")]
    assert cells(table) == [("A", "#DIV/0!", "2026-01-01", "#N/A")]
    mapping = suggest(table.columns)
    assert mapping is not None
    found = problems(check(table, mapping, now=NOW))
    assert {(table.address(row, name), code) for row, name, code in found} == {
        ("D6", "error_cell"),
        ("F6", "error_cell"),
    }


def test_text_has_no_addresses(tmp_path: Path) -> None:
    assert table_of("a,b\n1,2\n", tmp_path).address(1, "a") is None


def test_errors_of_older_and_open_workbooks_are_never_empty(tmp_path: Path) -> None:
    old = table_of(xls([["会员编号", "积分"], ["A", ""]], {(1, 1): DIVISION_BY_ZERO}), tmp_path, "a.xls")  # fmt: skip
    error = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
        'calcext:value-type="error" xmlns:calcext="urn:calcext"><text:p>#DIV/0!</text:p></table:table-cell>'
    )
    blank = '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
    broken = ods_row("A").replace("</table:table-row>", f"{error}</table:table-row>")
    (folder := tmp_path / "open").mkdir()
    opened = table_of(ods(blank + ods_row("会员编号", "积分") + broken), folder, "a.ods")
    assert cells(old) == cells(opened) == [("A", "#DIV/0!")]
    assert (told(old, "error_cells"), told(opened, "error_cells")) == ([(1, "B2")], [(1, "B4")])


def test_a_formula_without_a_stored_result_is_told(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["A", None, "2026-01-01"])
        sheet.write_formula(1, 1, "=2+3", value=5)
        sheet.write_row(2, 0, ["B", None, "2026-01-01"])
        sheet.write_formula(2, 1, "=2+3", value=77)
        sheet.write_formula(2, 3, '=""', value="")

    raw = with_part(workbook(fill), lambda xml: xml.replace(b'"D3"><f>', b'"D3" t="str"><f>'))
    assert told(table_of(raw, tmp_path, "a.xlsx"), "formulas_without_result") == []
    for blank in (b"", b"<v></v>", b"<v/>"):
        unreckoned = with_part(raw, lambda xml, blank=blank: xml.replace(b"<v>77</v>", blank))
        table = table_of(unreckoned, tmp_path, "a.xlsx")
        assert told(table, "formulas_without_result") == [(1, "B3")]
        assert [row[1] for row in cells(table)] == ["5", ""]


def test_numbers_too_long_for_a_number_are_not_taken_for_whole_ones(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.write_row(0, 0, HEADER)
        for row, number in enumerate((6222021234567890123, 2.56564e31, 1234567890123456, 123456789012345)):  # fmt: skip
            sheet.write_row(row + 1, 0, [number, 1, "2026-01-01"])
        sheet.write_row(5, 0, ["6222021234567890123", 1, "2026-01-01"])

    table = table_with(tmp_path, fill)
    assert told(table, "damaged_numbers") == [(3, "A2, A3, A4")]
    assert [row[0] for row in cells(table)] == [
        "6.22202123456789E+18", "2.56564E+31", "1234567890123456", "123456789012345",
        "6222021234567890123",
    ]  # fmt: skip
    mapping = suggest(table.columns)
    assert mapping is not None
    assert problems(check(table, mapping, now=NOW)) == [
        (1, "会员编号", "damaged_number"),
        (2, "会员编号", "damaged_number"),
    ]


def test_long_numbers_of_older_workbooks_are_known_by_their_last_digits(tmp_path: Path) -> None:
    damaged = table_of(xls([["id", "x"], [6222021234567890123, "a"]]), tmp_path, "a.xls")
    assert told(damaged, "damaged_numbers") == [(1, "A2")]
    assert cells(damaged)[0][0] == "6.22202123456789E+18"
    whole = table_of(xls([["id", "x"], ["6222021234567890123", "a"]]), tmp_path, "a.xls")
    assert told(whole, "damaged_numbers") == []
    assert cells(whole)[0][0] == "6222021234567890123"


def test_zeros_that_a_format_shows_are_kept(tmp_path: Path) -> None:
    raw = formatted(
        {"A2": (123, "00000000"), "A3": (4567, "00000000"), "B2": (5, "0.00"), "A5": (89, "0000")},
        ["会员编号", "积分"], [], [None, 7], ["00099", 8],
    )  # fmt: skip
    table = table_of(raw, tmp_path, "a.xlsx")
    assert [row[0] for row in cells(table)] == ["00000123", "00004567", "00099", "0089"]
    assert cells(table)[0][1] == "5"
    assert told(table, "zeros_shown") == [(3, "A2, A3, A5")]


def test_spans_of_time_and_times_of_day_are_no_dates(tmp_path: Path) -> None:
    raw = formatted(
        {
            "B2": (timedelta(hours=255, minutes=10, seconds=10), "[h]:mm:ss"),
            "C2": (0.5, "hh:mm"),
            "B3": (timedelta(days=-1), "[h]:mm"),
        },
        ["id", "span", "time"], ["A"], ["B"],
    )  # fmt: skip
    assert cells(table_of(raw, tmp_path, "a.xlsx")) == [
        ("A", "255:10:10", "12:00:00"),
        ("B", "-24:00:00", ""),
    ]


def test_dates_beside_other_texts_are_told(tmp_path: Path) -> None:
    raw = formatted(
        {"A2": (45_000, "yyyy-mm-dd"), "B2": (45_000, "yyyy-mm-dd"), "B3": (45_001.5, "yyyy-mm-dd hh:mm")},
        ["mixed", "dates"], [], ["3/4/2026"],
    )  # fmt: skip
    assert told(table_of(raw, tmp_path, "a.xlsx"), "mixed_dates") == [(1, "mixed")]


def test_nul_characters_in_cells_are_removed_and_told(tmp_path: Path) -> None:
    table = table_of(xls([["a\0b", "c"], ["1\0", "2"]]), tmp_path, "a.xls")
    assert (table.columns, cells(table)) == (("ab", "c"), [("1", "2")])
    assert told(table, "nul_bytes") == [(2, "")]


def merged(sheet: Worksheet) -> None:
    sheet.merge_range("A1:D1", "六月积分")
    sheet.write_row(1, 0, HEADER)
    sheet.merge_range("A3:A5", "甲")
    sheet.merge_range("B3:B4", 30)
    sheet.write("B5", 5)
    sheet.write_column("C3", ["2026-06-01", "2026-06-02", "2026-06-03"])
    sheet.merge_range("C6:D6", "2026-06-04")
    sheet.write_row("A6", ["乙", 1])


def test_texts_merged_downwards_stand_in_each_row_but_points_only_once(tmp_path: Path) -> None:
    table = table_with(tmp_path, merged)
    assert [row[:3] for row in cells(table)] == [
        ("甲", "30", "2026-06-01"),
        ("甲", "", "2026-06-02"),
        ("甲", "5", "2026-06-03"),
        ("乙", "1", "2026-06-04"),
    ]
    assert told(table, "merged_cells") == [(1, "A3")]
    assert told(table, "merged_cells_kept") == [(2, "B3, C6")]
    assert Notice("title_rows", 1, "六月积分") in table.notices
    mapping = suggest(table.columns)
    assert mapping is not None
    assert moves(check(table, mapping, now=NOW)) == [
        ("甲", "earn", 3000), ("甲", "earn", 500), ("乙", "earn", 100),
    ]  # fmt: skip


def test_an_open_workbooks_merged_cells_are_filled_too(tmp_path: Path) -> None:
    cell, covered = "<table:table-cell", "<table:covered-table-cell/>"
    first = ods_row("甲", "x").replace(cell, f'{cell} table:number-rows-spanned="2"', 1)
    second = ods_row("y").replace(cell, f"{covered}{cell}")
    table = table_of(ods(ods_row("会员编号", "备注") + first + second), tmp_path, "a.ods")
    assert cells(table) == [("甲", "x"), ("甲", "y")]


@pytest.mark.parametrize("prefix", [b"x:", b""])
def test_marks_are_found_under_a_prefix_too(prefix: bytes, tmp_path: Path) -> None:
    def prefixed(xml: bytes) -> bytes:
        for tag in (
            b"worksheet",
            b"sheetData",
            b"row",
            b"c",
            b"v",
            b"f",
            b"mergeCells",
            b"mergeCell",
        ):
            for end in (b" ", b">"):
                xml = xml.replace(b"<" + tag + end, b"<" + prefix + tag + end)
            xml = xml.replace(b"</" + tag + b">", b"</" + prefix + tag + b">")
        return xml.replace(b"xmlns=", b"xmlns:x=") if prefix else xml

    table = table_of(with_part(workbook(merged), prefixed), tmp_path, "a.xlsx")
    assert told(table, "merged_cells") == [(1, "A3")]


def test_merges_that_overlap_without_end_are_filled_once(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.write_row(0, 0, HEADER)
        sheet.merge_range("D2:D1000000", "x")
        sheet.write_column("A2", ["A"] * 5)

    def claimed(xml: bytes) -> bytes:
        again = b'<mergeCell ref="D2:D1000000"/>' * 50_000
        return xml.replace(b"</mergeCells>", again + b"</mergeCells>")

    table = table_of(with_part(workbook(fill), claimed), tmp_path, "a.xlsx")
    assert [row[3] for row in cells(table)] == ["x"] * 5

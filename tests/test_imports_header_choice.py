from __future__ import annotations

from pathlib import Path

import pytest
from xlsxwriter.worksheet import Worksheet

from pointbook.errors import UnreadableFile
from pointbook.imports.header_choice import choose_header
from pointbook.imports.reading import NO_HEADER, Wishes
from tests.import_files import cells, table_of
from tests.import_workbooks import workbook

GROUPED = "会员编号,姓名,积分,,,备注\n,,获得,使用,余额,\nA,张三,5,-2,3,x\nB,李四,6,0,6,\n"
JOINED = ("会员编号", "姓名", "积分 获得", "积分 使用", "积分 余额", "备注")


def test_a_header_of_two_lines_is_joined(tmp_path: Path) -> None:
    table = table_of(GROUPED, tmp_path)
    assert table.columns == JOINED
    assert (table.header_row, table.header_lines, table.rows) == (0, 2, 2)
    assert cells(table)[0] == ("A", "张三", "5", "-2", "3", "x")
    assert [notice.code for notice in table.notices] == ["joined_header"]


def test_titles_may_stand_above_two_lines(tmp_path: Path) -> None:
    table = table_of("六月明细,,,,,\n\n" + GROUPED, tmp_path)
    assert (table.columns, table.header_row, table.rows) == (JOINED, 2, 2)


def test_groups_alone_in_their_line_are_no_title_where_names_repeat(tmp_path: Path) -> None:
    content = "线上,,线下,\n获得,使用,获得,使用\n5,2,1,0\n"
    assert table_of(content, tmp_path).columns == (
        "线上 获得", "线上 使用", "线下 获得", "线下 使用",
    )  # fmt: skip


def test_groups_may_be_years(tmp_path: Path) -> None:
    table = table_of(",2025,,2026,\n城市,积分,金额,积分,金额\n上海,1,2,3,4\n", tmp_path)
    assert table.columns == ("城市", "2025 积分", "2025 金额", "2026 积分", "2026 金额")


@pytest.mark.parametrize(
    "content",
    [
        "id,name,,note\nA,张三,x,\nB,李四,5,\n",
        "id,,name\nA,x,b\nB,5,c\n",
        "会员编号,姓名,城市\n甲,张三,\n乙,,上海\n丙,王五,5\n",
        "导出时间：今天,导出人：张三,,\n会员编号,积分,积分,备注\nA,5,6,x\n",
    ],
)
def test_a_first_row_of_texts_is_no_second_line(content: str, tmp_path: Path) -> None:
    assert table_of(content, tmp_path).header_lines == 1


def test_the_number_of_lines_can_be_chosen(tmp_path: Path) -> None:
    one = table_of(GROUPED, tmp_path, wishes=Wishes(header_lines=1))
    assert (one.columns[0], one.rows, one.header_lines) == ("会员编号", 3, 1)
    plain = "id,name\n编号,姓名\nA,x\n"
    both = table_of(plain, tmp_path, wishes=Wishes(header_row=0, header_lines=2))
    assert (both.columns, cells(both)) == (("id 编号", "name 姓名"), [("A", "x")])


def test_without_a_header_nothing_is_below_it() -> None:
    header = choose_header([["1", "2"], ["3"]], NO_HEADER, 2)
    assert header is not None
    assert (header.row, header.lines, header.below, header.names) == (None, 0, 0, ["", ""])
    assert choose_header([["1"]], 5) is None


def two_lines(sheet: Worksheet) -> None:
    sheet.merge_range("A1:E1", "六月积分明细")
    sheet.merge_range("A2:A3", "会员编号")
    sheet.merge_range("B2:C2", "线上")
    sheet.merge_range("D2:E2", "线下")
    sheet.write_row("B3", ["获得", "使用", "赠送", "扣减"])
    sheet.write_row("A4", ["A", 1, 2, 3, 4])


def test_merged_cells_show_a_header_of_two_lines(tmp_path: Path) -> None:
    table = table_of(workbook(two_lines), tmp_path, "a.xlsx")
    assert table.columns == ("会员编号", "线上 获得", "线上 使用", "线下 赠送", "线下 扣减")
    assert (table.header_row, table.header_lines, cells(table)) == (
        1, 2, [("A", "1", "2", "3", "4")],
    )  # fmt: skip
    assert table.address(1, "线下 扣减") == "E4"


def test_a_merged_title_is_no_group(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.merge_range("A1:C1", "六月积分明细")
        sheet.write_row("A2", ["姓名", "卡种", "城市", "备注"])
        sheet.write_row("A3", ["甲", "金", "上海", "x"])

    table = table_of(workbook(fill), tmp_path, "a.xlsx")
    assert (table.columns, table.header_lines) == (("姓名", "卡种", "城市", "备注"), 1)


@pytest.mark.parametrize("filename", ["a.csv", "a.xlsx"])
def test_a_row_that_is_not_there_is_no_header(filename: str, tmp_path: Path) -> None:
    content = workbook(two_lines) if filename == "a.xlsx" else GROUPED.encode()
    with pytest.raises(UnreadableFile) as refusal:
        table_of(content, tmp_path, filename, Wishes(header_row=150))
    assert refusal.value.values["detail"] == "unknown_row"

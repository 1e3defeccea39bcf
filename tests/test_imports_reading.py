from __future__ import annotations

import re
from pathlib import Path

import pytest

from pointbook.errors import UnreadableFile
from pointbook.imports import encodings, separated, surveys, tables
from pointbook.imports.reading import NO_HEADER, Wishes, read_table
from pointbook.imports.tables import ROW
from pointbook.texts import LANGUAGES, has_text
from tests.import_files import cells, checked, moves, table_of
from tests.import_workbooks import formatted

IMPORTS = Path(tables.__file__).parent


def refusal_of(content: str | bytes, folder: Path, filename: str = "file.csv") -> object:
    with pytest.raises(UnreadableFile) as refusal:
        table_of(content, folder, filename)
    assert refusal.value.values["filename"] == filename
    return refusal.value.values["detail"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_delimiter_and_the_line_ends_are_found(
    delimiter: str, end: str, tmp_path: Path
) -> None:
    lines = [["id", "name", "points"], ["007", "a b", "1.50"], ["008", "", "-2"]]
    table = table_of(end.join(delimiter.join(line) for line in lines), tmp_path)
    assert table.columns == ("id", "name", "points")
    assert cells(table) == [("007", "a b", "1.50"), ("008", "", "-2")]


def test_quotes_keep_delimiters_and_quotes(tmp_path: Path) -> None:
    table = table_of('id,note\n1,"a,b"\n2,"say ""hi"""\n3,plain\n', tmp_path)
    assert cells(table) == [("1", "a,b"), ("2", 'say "hi"'), ("3", "plain")]


def test_a_quoted_cell_may_hold_line_breaks(tmp_path: Path) -> None:
    table = table_of('id,"a\nheader"\n1,"two\r\nlines"\n2,x\n', tmp_path)
    assert table.columns == ("id", "a header")
    assert [row[1].split() for row in cells(table)] == [["two", "lines"], ["x"]]
    assert table.rows == 2


def test_stray_quotes_lose_no_row(tmp_path: Path) -> None:
    table = table_of('id,size,points\n1,5" disk,10\n2, "1,000",20\n3,x,30\n', tmp_path)
    assert cells(table) == [("1", '5" disk', "10"), ("2", "1,000", "20"), ("3", "x", "30")]
    assert "odd_quotes" in [notice.code for notice in table.notices]


def test_an_open_quote_is_told(tmp_path: Path) -> None:
    table = table_of('id,note\n1,"open\n2,b\n3,c\n', tmp_path)
    assert "odd_quotes" in [notice.code for notice in table.notices]


def test_quotes_that_close_within_a_cell_are_told(tmp_path: Path) -> None:
    swallowed = table_of('id,note\n"1,\n"2,\n', tmp_path)
    assert [each.code for each in swallowed.notices] == ["odd_quotes"]
    fine = table_of('id,note\n"1","x ""y"""\n2,5" disk\n3,6" disk\n', tmp_path)
    assert fine.notices == ()


def test_blank_lines_are_left_out_but_counted_in_row_numbers(tmp_path: Path) -> None:
    table = table_of("\n\nid,name\n\n1,a\n,\n\n2,b\n\n", tmp_path)
    assert table.header_row == 2
    assert table.rows == 2
    assert table.scan().collect()[ROW].to_list() == [2, 5]


def test_title_rows_above_the_header_are_skipped_and_told(tmp_path: Path) -> None:
    table = table_of(
        "会员积分明细表\n导出时间：2026-06-30,\n会员编号,积分,日期\nA,1,2026-01-01\n", tmp_path
    )
    assert table.columns == ("会员编号", "积分", "日期")
    assert [(notice.code, notice.count) for notice in table.notices] == [("title_rows", 2)]


def test_the_header_can_be_chosen_or_denied(tmp_path: Path) -> None:
    content = "1,english\n2,中国人\n3,x\n"
    assert table_of(content, tmp_path).notices[0].code == "header_is_data"
    without = table_of(content, tmp_path, wishes=Wishes(header_row=NO_HEADER))
    assert (without.columns, without.rows, without.header_row) == (("[A]", "[B]"), 3, None)
    second = table_of(content, tmp_path, wishes=Wishes(header_row=1))
    assert (second.columns, second.rows) == (("2", "中国人"), 1)


def test_short_and_long_rows_are_kept_with_their_widths(tmp_path: Path) -> None:
    table = table_of("a,b,c\n1\n1,2,3\n1,2,3,4\n1,2,3,,\n1,2,3,,5\n", tmp_path)
    assert table.ragged.rows() == [(1, 1), (3, 4), (5, 5)]
    assert {notice.code: notice.count for notice in table.notices} == {
        "short_rows": 1,
        "long_rows": 2,
    }


def test_ragged_rows_are_found_among_quoted_ones_too(tmp_path: Path) -> None:
    quick = table_of('a,b,c\n"1,1","2"\n1,"2,2",3\n1,2,"3",4\n', tmp_path)
    assert quick.ragged.rows() == [(1, 2), (3, 4)]
    careful = table_of('a,b,c\n"1\n1","2"\n1,"2,2",3\n1,2,"3",4,,\n', tmp_path)
    assert careful.ragged.rows() == [(1, 2), (3, 4)]
    assert cells(careful)[0] == ("1\n1", "2", "")


def test_columns_get_unique_names(tmp_path: Path) -> None:
    table = table_of("id,name,name,,name (2)\n1,a,b,c,d\n", tmp_path)
    assert table.columns == ("id", "name", "name (3)", "[D]", "name (2)")


def test_unnamed_empty_columns_are_left_out(tmp_path: Path) -> None:
    table = table_of("id;points;\n1;2;\n3;4;\n", tmp_path)
    assert table.columns == ("id", "points")
    assert table.ragged.is_empty()


def test_a_wide_file_is_read(tmp_path: Path) -> None:
    names = [f"column {number}" for number in range(3000)]
    row = ['"x"', *["1"] * 2999]
    table = table_of(",".join(names) + "\n" + ",".join(row) + "\n", tmp_path)
    assert len(table.columns) == 3000
    assert cells(table)[0][:2] == ("x", "1")


def test_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    table = table_of("id,name\n", tmp_path)
    assert (table.columns, table.rows, cells(table)) == (("id", "name"), 0, [])


@pytest.mark.parametrize("content", [b"", b"\n", b"\n \n,,\n", b"\xef\xbb\xbf"])
def test_nothing_at_all_is_empty(content: bytes, tmp_path: Path) -> None:
    assert refusal_of(content, tmp_path) == "empty"


@pytest.mark.parametrize(
    ("head", "detail"),
    [
        (b"%PDF-1.7\n1 0 obj", "pdf"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "picture"),
        (b"MZ\x90\x00\x03\x00\x00\x00\x04\x01\x02\x05\x06\x07", "program"),
        (b"\x7fELF\x02\x01\x01", "program"),
        (b"Rar!\x1a\x07", "archive"),
        (b"PK\x03\x04garbage", "damaged"),
        (b"<html><table><tr><td>1</td></tr></table>", "web_page"),
        (b"<?xml version='1.0'?><a/>", "xml"),
        (b'[{"id": 1}]', "json"),
        (bytes(range(1, 32)) * 4, "not_a_table"),
    ],
)
def test_what_only_calls_itself_csv_is_refused(head: bytes, detail: str, tmp_path: Path) -> None:
    assert refusal_of(head + b"\n" * 30, tmp_path) == detail


def test_headers_that_begin_like_programs_are_fine(tmp_path: Path) -> None:
    assert table_of("MZ,BM\n1,2\n", tmp_path).columns == ("MZ", "BM")
    assert table_of("BM\n1\n", tmp_path).columns == ("BM",)


def test_columns_of_fixed_width_are_refused(tmp_path: Path) -> None:
    lines = [f"{number:<30}name {number:<30}{number * 3:>9}" for number in range(10)]
    assert refusal_of("\n".join(lines), tmp_path, "file.txt") == "fixed_width"


def test_a_missing_file_or_a_folder_is_told(tmp_path: Path) -> None:
    for path, detail in ((tmp_path / "none.csv", "missing"), (tmp_path, "no_access")):
        with pytest.raises(UnreadableFile) as refusal:
            read_table(path, path.name, tmp_path)
        assert refusal.value.values["detail"] == detail


def test_a_path_and_its_bytes_read_the_same(tmp_path: Path) -> None:
    path = tmp_path / "源 文件[1].csv"
    path.write_bytes("会员编号,积分\nA,1\n".encode("gb18030"))
    (tmp_path / "one").mkdir()
    assert cells(read_table(path, path.name, tmp_path / "one")) == [("A", "1")]
    assert cells(table_of(path.read_bytes(), tmp_path)) == [("A", "1")]


@pytest.mark.parametrize("mark", ["\t", "\u200b", "\ufeff", "\x07", "\r"])
def test_what_nobody_sees_is_removed_from_cells(mark: str, tmp_path: Path) -> None:
    filler = (
        "x,filler,2026-01-01,1\r\n" * 60_000
    )  # longer than one piece, its line ends cut anywhere
    content = f"no,name,date,points\r\n{filler}A{mark},a{mark}b,2026-01-01,{mark}2\r\n"
    found = checked(content, tmp_path)
    assert found.ok == 60_001
    assert moves(found)[-1] == ("A", "earn", 200)


@pytest.mark.parametrize("mark", ["\t", "\u200b", "\n"])
def test_what_nobody_sees_is_removed_from_a_sheet_too(mark: str, tmp_path: Path) -> None:
    head, row = ("no", "date", "points"), (f"A{mark}", "2026-01-01", f"{mark}2")
    found = checked(formatted({}, head, row), tmp_path)
    assert moves(found) == [("A", "earn", 200)]
    plain = table_of(formatted({}, head, ("A", "2026-01-01", "2")), tmp_path)
    assert not plain.layout.has_unseen


def test_plain_files_have_nothing_unseen(tmp_path: Path) -> None:
    content = "no,name,date,points\r\n" + "x,名字,2026-01-01,1\r\n" * 60_000
    assert not table_of(content, tmp_path).layout.has_unseen
    assert not table_of(content.replace(",", "\t"), tmp_path).layout.has_unseen


def test_single_quotes_around_cells_are_found(tmp_path: Path) -> None:
    content = "id,'note','points'\n'1','a,b','5'\n'2','it''s','6'\n'3','two\nlines','7'\n"
    table = table_of(content, tmp_path)
    assert table.columns == ("id", "note", "points")
    assert [row[1] for row in cells(table)] == ["a,b", "it's", "two\nlines"]


def test_apostrophes_in_texts_are_no_quotes(tmp_path: Path) -> None:
    table = table_of("id,note\n1,'tis\n2,rock 'n'\n3,'quoted'\n4,plain\n", tmp_path)
    assert [row[1] for row in cells(table)] == ["'tis", "rock 'n'", "'quoted'", "plain"]


def test_quotes_and_delimiters_can_be_chosen(tmp_path: Path) -> None:
    odd = "id^note\n1^~a^b~\n2^c\n"
    chosen = table_of(odd, tmp_path, wishes=Wishes(delimiter="^", quote="~"))
    assert cells(chosen) == [("1", "a^b"), ("2", "c")]
    bare = table_of('id,size\n1,"5\n2,6"\n', tmp_path, wishes=Wishes(quote=""))
    assert (cells(bare), bare.notices) == ([("1", '"5'), ("2", '6"')], ())
    wide = table_of("编号，积分\nA，5\n", tmp_path, wishes=Wishes(delimiter="，"))
    assert cells(wide) == [("A", "5")]


@pytest.mark.parametrize(
    "wishes", [Wishes(delimiter="||"), Wishes(delimiter="\n"), Wishes(delimiter=";", quote=";")]
)
def test_what_cannot_cut_is_refused(wishes: Wishes, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        table_of("a,b\n1,2\n", tmp_path, wishes=wishes)
    assert refusal.value.values["detail"] == "delimiter"


@pytest.mark.parametrize("quoted", ["A", '"A"'])
def test_tabs_at_the_ends_of_lines_are_nothing(quoted: str, tmp_path: Path) -> None:
    in_header = table_of(f"id\tname\t\t\n{quoted}\tx\nB\ty\t\nC\tz\t\t\n", tmp_path)
    assert (in_header.columns, in_header.ragged.height) == (("id", "name"), 0)
    assert [(each.code, each.count) for each in in_header.notices] == [("empty_columns", 2)]
    below = table_of(f"id\tname\n{quoted}\tx\t\t\nB\ty\n", tmp_path)
    assert (cells(below), below.notices) == ([("A", "x"), ("B", "y")], ())


def test_ten_thousand_columns_are_read(tmp_path: Path) -> None:
    names = ",".join(f"c{number}" for number in range(10_000))
    row = ",".join(map(str, range(10_000)))
    table = table_of(f"{names}\n{row}\n{row},7\n1,2\n", tmp_path)
    assert (len(table.columns), table.rows) == (10_000, 3)
    assert table.ragged.rows() == [(2, 10_001), (3, 2)]
    assert cells(table)[0][9_999] == "9999"


def test_returns_alone_end_lines_wherever_pieces_are_cut(tmp_path: Path) -> None:
    wide = "x" * (encodings.PIECE - len("a,b\r\n1,\r")) + "\r"
    table = table_of("a,b\r1," + wide + "2,y\r", tmp_path)
    assert [row[0] for row in cells(table)] == ["1", "2"]
    first_return_last = "a,b" + "b" * (encodings.PIECE - 4) + "\r\n1,2\r\n"
    assert table_of(first_return_last, tmp_path).rows == 1


def test_each_limit_has_its_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = "a,b\n" + "1,2\n" * 10
    careful = 'a,b\n"1\n",2\n' * 10
    for where, name, limit, text, detail in (
        (tables, "MAX_ROWS", 9, content, "too_many_rows"),
        (tables, "MAX_CELLS", 19, content, "too_many_cells"),
        (encodings, "MAX_TEXT", 20, content, "too_large"),
        (surveys, "TIME_LIMIT", -1.0, careful, "too_slow"),
        (separated, "MAX_COLUMNS", 1, content, "too_many_columns"),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(where, name, limit)
            assert refusal_of(text, tmp_path) == detail


def test_every_notice_and_every_refusal_has_its_words() -> None:
    sources = {path.name: path.read_text("utf-8") for path in IMPORTS.glob("*.py")}
    notices = {code for text in sources.values() for code in re.findall(r'otice\(\s*"(\w+)"', text)}
    readers = {name: text for name, text in sources.items() if name != "profiles.py"}
    details = {code for text in readers.values() for code in re.findall(r'detail="(\w+)"', text)}
    for reader in ("sheet_readers.py", "sheet_process.py"):
        details |= set(re.findall(r'(?:return|"refused":) "(\w+)"', sources[reader]))
    assert {"error_cells", "zeros_shown"} < notices
    assert {"bomb", "out_of_memory", "unknown_sheet"} < details
    for lang in LANGUAGES:
        for code in notices:
            assert has_text(f"notices.{code}", lang), code
        for code in details:
            assert has_text(f"details.{code}", lang), code

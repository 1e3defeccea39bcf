from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from xlsxwriter.worksheet import Worksheet

from pointbook.errors import UnreadableFile
from pointbook.imports import encodings
from pointbook.imports.reading import Wishes
from tests.import_files import cells, table_of
from tests.import_workbooks import archive, workbook, xls

CSV = "会员编号,积分\n001,5\n".encode("gb18030")


def refusal_of(raw: bytes, folder: Path, wishes: Wishes = Wishes()) -> object:  # noqa: B008
    with pytest.raises(UnreadableFile) as refusal:
        table_of(raw, folder, "a.zip", wishes)
    return refusal.value.values["detail"]


def points(sheet: Worksheet) -> None:
    sheet.write_row(0, 0, ["会员编号", "积分"])
    sheet.write_row(1, 0, ["001", 5])


@pytest.mark.parametrize("filename", ["a.zip", "a.csv", "upload"])
@pytest.mark.parametrize("member", ["积分.csv", "folder/积分.xlsx", "积分.XLS"])
def test_the_only_table_of_an_archive_is_read(filename: str, member: str, tmp_path: Path) -> None:
    content = {
        ".csv": CSV,
        "xlsx": workbook(points),
        ".XLS": xls([["会员编号", "积分"], ["001", 5.0]]),
    }[member[-4:]]
    raw = archive({"说明.md": b"x", "__MACOSX/积分.csv": b"x", member: content})
    table = table_of(raw, tmp_path, filename)
    assert (cells(table), table.members, table.member) == ([("001", "5")], (member,), member)
    assert table.notices == ()


def test_of_several_tables_any_can_be_chosen(tmp_path: Path) -> None:
    raw = archive({"一月.csv": CSV, "二月.csv": CSV.replace(b"5", b"6")})
    table = table_of(raw, tmp_path, "a.zip")
    assert (table.members, table.member) == (("一月.csv", "二月.csv"), "一月.csv")
    assert [(each.code, each.count, each.value) for each in table.notices] == [
        ("several_files", 2, "一月.csv")
    ]
    other = table_of(raw, tmp_path, "a.zip", Wishes(member="二月.csv"))
    assert cells(other) == [("001", "6")]
    assert refusal_of(raw, tmp_path, Wishes(member="三月.csv")) == "unknown_member"


def test_names_that_old_programs_wrote_in_chinese_are_read(tmp_path: Path) -> None:
    raw = archive({"aaaa.csv": CSV}).replace(b"aaaa.csv", "积分".encode("gb18030") + b".csv")
    assert table_of(raw, tmp_path, "a.zip").members == ("积分.csv",)


@pytest.mark.parametrize(
    ("raw", "detail"),
    [
        (archive({"a.zip": archive({"a.csv": CSV})}), "nested_archive"),
        (archive({"a.csv": archive({"a.csv": CSV})}), "nested_archive"),
        (archive({"a.csv": gzip.compress(CSV)}), "nested_archive"),
        (gzip.compress(archive({"a.csv": CSV})), "nested_archive"),
        (gzip.compress(gzip.compress(CSV)), "nested_archive"),
        (archive({}), "no_table_inside"),
        (archive({"a.csv": b"a,b\n" * (30 << 20)}), "bomb"),
        (gzip.compress(b"a,b\n" * (30 << 20)), "bomb"),
        (archive({"a.csv": CSV})[:60], "damaged"),
    ],
    ids=[
        "zip_in_zip", "zip_named_csv", "gzip_in_zip", "zip_in_gzip", "gzip_in_gzip", "empty", "zip_bomb",
        "gzip_bomb", "cut",
    ],  # the bytes hold the time, and would be another name in every process
)  # fmt: skip
def test_what_is_packed_to_do_harm_or_twice_is_refused(
    raw: bytes, detail: str, tmp_path: Path
) -> None:
    assert refusal_of(raw, tmp_path) == detail


def test_a_member_with_a_password_or_altered_bytes_is_told(tmp_path: Path) -> None:
    raw = bytearray(archive({"a.csv": CSV}))
    with zipfile.ZipFile(io.BytesIO(raw)) as opened:
        content = 30 + len("a.csv")
        directory = opened.start_dir
    altered = raw[:content] + bytes([raw[content] ^ 0x10]) + raw[content + 1 :]
    assert refusal_of(bytes(altered), tmp_path) == "damaged"
    raw[6] |= 1
    raw[directory + 8] |= 1
    assert refusal_of(bytes(raw), tmp_path) == "password"


def test_a_member_stops_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encodings, "MAX_TEXT", 1 << 20)
    assert refusal_of(archive({"a.csv": b"a,b\n" * (1 << 20)}), tmp_path) == "too_large"


def test_a_packed_workbook_keeps_its_name_without_the_packing(tmp_path: Path) -> None:
    table = table_of(gzip.compress(workbook(points)), tmp_path, "积分.xlsx.gz")
    assert (cells(table), table.notices) == ([("001", "5")], ())

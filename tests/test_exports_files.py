"""Files that leave the house: safe in a spreadsheet, and the numbers still numbers."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from decimal import Decimal

import fastexcel
import polars as pl
import pytest

from pointbook.errors import Cancelled, TooManyRows
from pointbook.exports import (
    MOST_ROWS,
    TABLE_FORMATS,
    Sheet,
    TableFormat,
    csv_file,
    file_name,
    sheet,
    table_file,
    write_table,
    xlsx_file,
)
from pointbook.exports import xlsx as workbook

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "ok", "a=b", None]
NAMES = [
    'a"b', "a\r\nSet-Cookie: x=1", "a\x00b", "COM1.txt", "lpt9", "com¹", "CONIN$", "aux ", "..", "a/../b", "积" * 400,
    "\ud800x", "x\u202ecod.exe", "tab\there", "." * 300, "nul.tar.gz", " con", "", "a\u0085b", "-rf", "~", "\u2028",
]  # fmt: skip
_RESERVED = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"} | {
    f"{port}{n}" for port in ("COM", "LPT") for n in "0123456789¹²³"
}


def table(rows: int = 9) -> Sheet:
    frame = pl.DataFrame(
        {
            "customer_no": [f"{place:05}" for place in range(rows)],
            "name": HOSTILE[:rows],
            "kind": ["earn", "redeem", "earn"] * (rows // 3),
            "points": [Decimal("-1.50"), Decimal(2), None] * (rows // 3),
            "occurred_at": [datetime(2026, 1, 2, 3, 4), None, datetime(2026, 1, 3)] * (rows // 3),
            "joined_on": [date(2026, 1, 2), None, None] * (rows // 3),
            "entry_id": list(range(rows)),
        },
        schema_overrides={"points": pl.Decimal(18, 2)},
    )
    return sheet(
        "积分/明细", frame, [*frame.columns, "absent"], "zh", about=[("数据截至", "2026-01-03")]
    )


def test_a_csv_opens_in_a_spreadsheet_and_runs_nothing() -> None:
    content = csv_file(table())
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[0][:4] == ["客户号", "姓名", "类型", "积分"]
    assert [row[1] for row in rows[1:]] == [
        "'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\tx", "'\rx", "ok", "a=b", "",
    ]  # fmt: skip
    assert [row[3] for row in rows[1:4]] == ["-1.50", "2.00", ""]
    assert rows[1][0] == "00000"
    assert rows[1][2] == "获得"
    assert rows[1][4:6] == ["2026-01-02 03:04:00", "2026-01-02"]


def test_a_label_cannot_be_a_formula_either() -> None:
    frame = pl.DataFrame({"=own": ["x"]})
    assert b"'=own" in csv_file(sheet("t", frame, frame.columns, "zh"))


def test_a_workbook_keeps_ids_as_text_and_points_as_numbers() -> None:
    book = fastexcel.read_excel(xlsx_file(table(), "说明"))
    assert book.sheet_names == ["积分 明细", "说明"]
    found = book.load_sheet(0).to_polars()
    assert found.columns[:4] == ["客户号", "姓名", "类型", "积分"]
    assert found["客户号"].to_list()[:2] == ["00000", "00001"]
    assert found["姓名"].to_list()[0] == "=1+1"
    assert found["积分"].to_list()[:3] == [-1.5, 2.0, None]
    assert found.schema["积分"].is_numeric()
    assert found.to_series(6).to_list()[:2] == ["0", "1"]
    about = book.load_sheet(1, header_row=None).to_polars()
    assert about.row(2) == ("数据截至", "2026-01-03")


def test_an_empty_table_is_still_a_workbook() -> None:
    empty = table()
    nothing = Sheet(empty.title, empty.frame.clear(), empty.columns)
    assert fastexcel.read_excel(xlsx_file(nothing)).load_sheet(0).height == 0
    assert csv_file(nothing).decode("utf-8-sig").count("\r\n") == 1


def test_what_does_not_fit_on_a_sheet_goes_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_MOST_ROWS", 4)
    book = fastexcel.read_excel(xlsx_file(table()))
    assert book.sheet_names[:3] == ["积分 明细", "积分 明细 (2)", "积分 明细 (3)"]
    assert [book.load_sheet(place).height for place in range(3)] == [4, 4, 1]


def test_an_amount_too_long_for_a_cell_is_written_out() -> None:
    frame = pl.DataFrame({"points": [Decimal("1234567890123456.78")]})
    found = fastexcel.read_excel(xlsx_file(sheet("t", frame, ["points"], "zh"))).load_sheet(0)
    assert found.to_polars().item() == "1234567890123456.78"


def test_periods_are_exported_by_their_names() -> None:
    frame = pl.DataFrame({"bucket_start": [date(2026, 3, 1)]})
    made = sheet("t", frame, ["bucket_start"], "zh", bucket="month")
    assert made.frame.item() == "2026年3月"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("积分明细 2026-01", "积分明细 2026-01.csv"),
        ('a/b\\c:d*e?f"g<h>i|j', "a-b-c-d-e-f-g-h-i-j.csv"),
        ("../../etc/passwd", "etc-passwd.csv"),
        ("con", "_con.csv"),
        ("\u202egpj.exe", "gpj.exe.csv"),
        (" .. ", "pointbook.csv"),
    ],
)
def test_names_of_downloads_are_safe_everywhere(title: str, name: str) -> None:
    assert file_name(title, "csv") == name


def test_a_long_name_is_cut_between_characters() -> None:
    assert len(file_name("积" * 300, "xlsx").encode()) <= 200


@pytest.mark.parametrize("title", NAMES)
def test_no_name_of_a_download_breaks_a_header_or_a_file_system(title: str) -> None:
    name = file_name(title, "csv")
    assert name.endswith(".csv")
    assert len(name.encode()) <= 200
    assert name.isprintable()
    assert not set(name) & set('\\/:*?"<>|')
    assert not name.startswith((".", " "))
    assert name.split(".")[0].strip().upper() not in _RESERVED


@pytest.mark.parametrize(
    "text", [" =1+1", "\u3000=1", "\uff1d1+1", "\uff20SUM(A1)", "\n=1", "  -2+3"]
)
def test_a_formula_is_one_behind_spaces_and_in_full_width_too(text: str) -> None:
    frame = pl.DataFrame({"name": [text], "points": [Decimal("-2.50")]})
    content = csv_file(sheet("t", frame, frame.columns, "zh")).decode("utf-8-sig")
    [_, [name, points]] = csv.reader(io.StringIO(content, newline=""))
    assert name == f"'{text}"
    assert points == "-2.50"


def test_no_cell_of_a_workbook_is_a_formula_or_a_link() -> None:
    import zipfile

    hostile = [*HOSTILE[:-1], "http://example.com", "=HYPERLINK(1)", "{=1}"]
    frame = pl.DataFrame({"name": hostile})
    made = xlsx_file(sheet("=t", frame, frame.columns, "zh", about=[("=a", "=b")]), "=说明")
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets"):
                text = parts.read(name).decode()
                assert "<f>" not in text
                assert "<hyperlink" not in text.lower()


def test_parquet_keeps_decimals_dates_and_codes() -> None:
    given = table()
    file = io.BytesIO(table_file(given, "parquet"))
    read = pl.read_parquet(file)
    assert read.schema["points"] == pl.Decimal(18, 2)
    assert read.schema["joined_on"] == pl.Date
    assert read.schema["occurred_at"] == pl.Datetime("us")
    assert read["kind"].to_list()[:2] == ["earn", "redeem"]
    assert read["points"].to_list()[0] == Decimal("-1.50")
    told = json.loads(pl.read_parquet_metadata(file)["pointbook"])
    assert told["labels"]["points"] == "积分"
    assert told["about"] == {"数据截至": "2026-01-03"}


@pytest.mark.parametrize("to", TABLE_FORMATS)
def test_a_file_tells_how_far_it_is_and_can_be_stopped(to: TableFormat) -> None:
    given = long_table(120_000)
    shares: list[float] = []
    write_table(given, to, io.BytesIO(), progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(shares) > 2 or to == "parquet"

    def stop(_share: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        write_table(given, to, io.BytesIO(), progress=stop)


def test_a_csv_of_many_slices_has_one_header_and_every_row() -> None:
    content = csv_file(long_table(120_000)).decode("utf-8-sig")
    lines = content.split("\r\n")
    assert lines[0] == "流水编号"
    assert lines[1:-1] == [str(place) for place in range(120_000)]


def test_a_file_has_an_end() -> None:
    with pytest.raises(TooManyRows):
        table_file(long_table(MOST_ROWS + 1), "csv")


def long_table(rows: int) -> Sheet:
    frame = pl.DataFrame({"entry_id": pl.int_range(rows, eager=True)})
    return sheet("t", frame, frame.columns, "zh")

"""The real files: two exports of an airline, and seventy-four troublemakers."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pointbook.errors import UnreadableFile
from pointbook.imports.checking import check
from pointbook.imports.header_rows import clean_names, placeholder
from pointbook.imports.mapping import suggest
from pointbook.imports.reading import FIND_OUT, NO_HEADER, Wishes, read_table
from pointbook.imports.tables import ROW, Table
from tests.conftest import SHARED, needs_shared
from tests.import_files import NOW, cells

pytestmark = needs_shared
TIME_LIMIT = timedelta(seconds=10)
WARNED = {
    "mixed_escaping.csv": {"odd_quotes"},
    "german_trailing_semicolon.csv": {"empty_columns"},
    "ragged_rows_b.csv": {"short_rows", "long_rows"},
    "duplicate_header_ragged.csv": {"repeated_headers", "short_rows", "long_rows"},
    "blank_header.csv": {"unnamed_columns"},
    "nul_byte.csv": {"nul_bytes"},
    "calamine__errors.xlsx": {"error_cells"},
    "calamine__merged_range.xlsx": {"merged_cells_kept"},
    "calamine__sheet_name_parsing.xls": {"nul_bytes"},
    "fastexcel__div0.xlsx": {"error_cells"},
    "fastexcel__fixture-multi-dtypes-columns.xlsx": {"mixed_dates"},
    "fastexcel__sheet-with-na.xlsx": {"error_cells"},
    "frictionless__merged-cells.xlsx": {"merged_cells_kept"},
}
"""What must be told of each file that is read with a warning."""
REFUSED = {
    "empty_one_newline.csv": "empty",
    "fixed_width.txt": "fixed_width",
    "calamine__OOM_alloc3.xls": "damaged",
    "calamine__empty_sheet.xlsx": "empty",
    "calamine__issue252.xlsx": "damaged",
    "calamine__issue_594_dos.ods": "too_many_cells",
    "calamine__pass_protected.ods": "password",
    "calamine__pass_protected.xlsx": "password",
    "calamine__too_small.xls": "not_a_table",
}
"""Why each file is refused that nobody could read."""
EQUAL_ROWS = "duplicate_rows.csv"  # told row by row, once it is known what the rows are
FUZZED = "calamine__OOM_alloc.xls"  # its broken rows are counted in two ways by one library


def hostile(folder: str) -> list[dict[str, Any]]:
    expected = SHARED / "data" / folder / "expected.json"
    found: list[dict[str, Any]] = (
        json.loads(expected.read_text("utf-8")) if expected.is_file() else []
    )
    return found


def files(*folders: str) -> list[Any]:
    return [
        pytest.param(SHARED / "data" / folder / each["file"], each, id=each["file"])
        for folder in folders
        for each in hostile(folder)
    ]


def read(path: Path, folder: Path, wishes: Wishes = FIND_OUT) -> Table | str:
    """The table in a file, or why it was refused, within the time limit."""
    started = time.monotonic()
    try:
        table = read_table(path, path.name, folder, wishes)
        assert table.scan().collect().height == table.rows
        return table
    except UnreadableFile as refusal:
        return str(refusal.values["detail"])
    finally:
        assert time.monotonic() - started < TIME_LIMIT.total_seconds()


def words(cells: Sequence[str]) -> list[str]:
    """Cells without the blanks around and between their words."""
    return [" ".join(cell.split()) for cell in cells]


@pytest.mark.parametrize(("path", "expected"), files("hostile_csv", "hostile_xlsx"))
def test_no_troublemaker_crashes_hangs_or_lies(
    path: Path, expected: dict[str, Any], tmp_path: Path
) -> None:
    outcome, name = expected["outcome"], path.name
    table = read(path, tmp_path)
    if "ask_encoding" in outcome and table == "encoding":
        table = read(path, tmp_path, Wishes(encoding=expected["encoding"]))
    if isinstance(table, str):
        assert table == REFUSED[name]
        return
    assert name not in REFUSED
    codes = {notice.code for notice in table.notices}
    assert codes >= WARNED.get(name, set())
    if "with_warning" in outcome:
        assert name in WARNED or name == EQUAL_ROWS
    if "header_choice" in outcome:
        assert codes & {"header_is_data", "title_rows", "joined_header"}
    if "data_rows" in expected:
        assert table.rows == expected["data_rows"]
        assert table.ragged.height == expected["ragged_rows"]
        assert table.encoding == expected["encoding"]
        assert table.header_row == expected["header_row_index"]
        assert list(table.columns) == named(expected["columns"], table)
    if table.rows and expected.get("data_rows"):
        first = [table.scan().head(1).collect().row(0, named=True)[each] for each in table.columns]
        wanted = words(expected["first_row"])
        found = [*words(first), *[""] * len(wanted)]
        assert found[: len(wanted)] == wanted


def named(columns: list[str], table: Table) -> list[str]:
    """The names a header should give, those that are nothing or repeated as they are shown."""
    names = clean_names(columns)
    return [names[each] or placeholder(each, names) for each in table.positions]


@pytest.mark.parametrize(
    ("path", "expected"),
    [each for each in files("hostile_csv") if "header_choice" in each.values[1]["outcome"]],
)
def test_without_a_header_the_first_row_is_data(
    path: Path, expected: dict[str, Any], tmp_path: Path
) -> None:
    table = read(path, tmp_path, Wishes(header_row=NO_HEADER))
    assert not isinstance(table, str)
    assert (table.header_row, table.header_lines) == (None, 0)
    first = [""] * table.layout.width
    row, *found = table.scan().head(1).collect().row(0)
    if row == 1:
        for position, cell in zip(table.positions, found, strict=True):
            first[position] = cell
    assert words(first)[: len(expected["first_row"])] == words(expected["first_row"])


@pytest.mark.parametrize(
    ("path", "expected"),
    [each for each in files("hostile_xlsx") if each.values[1].get("sheets")],
)
def test_every_sheet_is_offered_and_read_to_its_edges(
    path: Path, expected: dict[str, Any], tmp_path: Path
) -> None:
    for number, each in enumerate(expected["sheets"]):
        (folder := tmp_path / str(number)).mkdir()
        table = read(path, folder, Wishes(sheet=each["name"], header_row=NO_HEADER))
        if isinstance(table, str):
            assert (table, each["rows"]) == ("empty", 0)
            continue
        assert list(table.sheets) == [sheet["name"] for sheet in expected["sheets"]]
        assert (each["name"] in table.hidden_sheets) == (each["visible"] != "Visible")
        rows = table.scan().collect()[ROW]
        height = int(rows[-1]) - int(rows[0]) + 1
        width = table.positions[-1] - table.positions[0] + 1
        assert width == each["cols"]
        assert height == each["rows"] or path.name == FUZZED


@pytest.mark.parametrize(
    ("name", "sheet", "code", "value"),
    [
        ("fastexcel__div0.xlsx", "Sheet1", "error_cells", "C2"),
        ("fastexcel__sheet-with-na.xlsx", "Broken refs", "error_cells", "A3"),
        ("calamine__errors.xlsx", "Feuil1", "error_cells", "A1, A2, A3, A4, A5"),
        ("frictionless__merged-cells.xlsx", "Лист1", "merged_cells_kept", "A1"),  # noqa: RUF001
        ("calamine__date_1904.xlsb", "Sheet1", "early_dates", "A3"),
    ],
)
def test_what_is_odd_is_named_where_it_stands(
    name: str, sheet: str, code: str, value: str, tmp_path: Path
) -> None:
    table = read(SHARED / "data" / "hostile_xlsx" / name, tmp_path, Wishes(sheet=sheet))
    assert not isinstance(table, str)
    assert [each.value for each in table.notices if each.code == code] == [value]


@pytest.mark.parametrize(
    ("name", "row", "wanted"),
    [
        ("calamine__date.xlsx", 3, ("255:10:10", "17")),
        ("calamine__date_1904.xlsb", 1, ("2021-01-01 00:00:00", "15")),
        ("calamine__date_iso.xlsx", 1, ("2021-01-01",)),
        ("csvkit__test.xlsx", 2, ("Chicago Reader", "1971-01-01 00:00:00")),
        ("messytables__simple.xlsx", 2, ("2011-01-01 00:00:00", "1", "Galway")),
        ("fastexcel__div0.xlsx", 2, ("42", "0", "#DIV/0!")),
    ],
)
def test_cells_are_read_as_they_are_meant(
    name: str, row: int, wanted: tuple[str, ...], tmp_path: Path
) -> None:
    path = SHARED / "data" / "hostile_xlsx" / name
    table = read(path, tmp_path, Wishes(header_row=NO_HEADER))
    assert not isinstance(table, str)
    assert cells(table)[row - 1][: len(wanted)] == wanted


def test_equal_rows_are_told(shared: Path, tmp_path: Path) -> None:
    table = read(shared / "data" / "hostile_csv" / EQUAL_ROWS, tmp_path)
    assert not isinstance(table, str)
    mapping = suggest(table.columns, "customers")
    assert mapping is not None
    changed = mapping.changed({"customer_no": "id", "name": "name"}, table.columns)
    assert check(table, changed, now=NOW).doubles == 1


def test_members_of_an_airline(shared: Path, tmp_path: Path) -> None:
    path = shared / "data" / "airline" / "Customer Loyalty History.csv"
    table = read_table(path, path.name, tmp_path)
    mapping = suggest(table.columns)
    assert mapping is not None
    assert (mapping.kind, dict(mapping.columns)) == (
        "customers",
        {
            "customer_no": "Loyalty Number", "gender": "Gender", "joined_year": "Enrollment Year",
            "joined_month": "Enrollment Month", "region": "Province", "city": "City",
            "tier": "Loyalty Card",
        },
    )  # fmt: skip
    found = check(table, mapping, now=NOW)
    assert (found.rows, found.ok, found.customers.height) == (16_737, 16_737, 16_737)
    assert found.customers["joined_on"].null_count() == 0


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_points_of_an_airline(encoding: str, shared: Path, tmp_path: Path) -> None:
    path = shared / "data" / "airline" / "Customer Flight Activity.csv"
    raw = path.read_text("utf-8-sig").encode(encoding)
    table = read_table(raw, path.name, tmp_path)
    mapping = suggest(table.columns)
    assert mapping is not None
    assert (mapping.kind, dict(mapping.columns)) == (
        "points",
        {
            "customer_no": "Loyalty Number", "earned": "Points Accumulated",
            "redeemed": "Points Redeemed", "year": "Year", "month": "Month",
        },
    )  # fmt: skip
    found = check(table, mapping, now=NOW)
    points = pl.col("points")
    earned, redeemed = found.entries.select(
        points.filter(points > 0).sum(), points.filter(points < 0).sum().alias("out")
    ).row(0)
    assert (found.rows, found.ok) == (405_624, 405_624)
    assert (earned, redeemed) == (50_172_736_25, -12_451_388_00)
    assert cells(table)[0][0] == "100018"

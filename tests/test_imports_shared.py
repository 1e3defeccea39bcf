"""The real files: two exports of an airline, and seventy-four troublemakers."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pointbook.errors import UnreadableFile
from pointbook.imports.checking import check
from pointbook.imports.mapping import suggest
from pointbook.imports.reading import read_table
from tests.conftest import SHARED, needs_shared
from tests.import_files import NOW, cells

pytestmark = needs_shared
TIME_LIMIT = timedelta(seconds=10)


def hostile(folder: str) -> list[dict[str, Any]]:
    expected = SHARED / "data" / folder / "expected.json"
    found: list[dict[str, Any]] = (
        json.loads(expected.read_text("utf-8")) if expected.is_file() else []
    )
    return found


def folder_of(folder: str) -> list[Any]:
    return [pytest.param(folder, each, id=each["file"]) for each in hostile(folder)]


@pytest.mark.parametrize(
    ("folder", "expected"), [*folder_of("hostile_csv"), *folder_of("hostile_xlsx")]
)
def test_no_troublemaker_crashes_hangs_or_lies(
    folder: str, expected: dict[str, Any], tmp_path: Path
) -> None:
    path = SHARED / "data" / folder / expected["file"]
    started = time.monotonic()
    outcome = expected["outcome"]
    try:
        table = read_table(path, path.name, tmp_path)
        found = table.scan().collect()
    except UnreadableFile as refusal:
        assert outcome.startswith("reject") or "or_ask" in outcome, refusal.values["detail"]
        return
    finally:
        assert time.monotonic() - started < TIME_LIMIT.total_seconds()
    assert outcome != "reject"
    assert found.height == table.rows
    if "data_rows" in expected:
        assert table.rows == expected["data_rows"]
        assert table.ragged.height == expected["ragged_rows"]
        assert table.encoding == expected["encoding"]
        assert table.header_row == expected["header_row_index"]
    if "warning" in outcome and folder == "hostile_csv":
        unseen = {"duplicate_rows.csv", "german_trailing_semicolon.csv"}  # nothing is lost there
        assert table.notices or path.name in unseen


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

from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pointbook.imports import dates
from tests.import_files import full_width

SHANGHAI = "Asia/Shanghai"
WIDE_DAY = f"{full_width('2026')}年{full_width('3')}月{full_width('5')}日"


def instant(text: str | None) -> datetime | None:
    at, _, wrong = dates.instants(pl.Series([text], dtype=pl.String), SHANGHAI)
    assert wrong[0] == (text is not None and at[0] is None)
    found: datetime | None = at[0]
    return found


@pytest.mark.parametrize(
    "text",
    ["2026-03-05", "2026-3-5", "2026/3/5", "2026/03/05", "2026.3.5", "20260305", "2026年3月5日",
     WIDE_DAY, "2026-03-05 00:00:00", "2026/3/5 0:00", "2026-03-05T00:00:00+08:00",
     "2026-03-04T16:00:00Z"],
)  # fmt: skip
def test_a_day_in_any_writing(text: str) -> None:
    assert instant(text) == datetime(2026, 3, 5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-05 12:30:00", datetime(2026, 3, 5, 12, 30)),
        ("2026-03-05 12:30", datetime(2026, 3, 5, 12, 30)),
        ("2026/3/5 9:05:07", datetime(2026, 3, 5, 9, 5, 7)),
        ("2026年3月5日 12:30", datetime(2026, 3, 5, 12, 30)),
        ("20260305 12:30:00", datetime(2026, 3, 5, 12, 30)),
        ("2026-03-05T12:30:00.250", datetime(2026, 3, 5, 12, 30, 0, 250_000)),
        ("2020-11-10T23:00:00Z", datetime(2020, 11, 11, 7)),
        ("2020-11-10 23:00:00 +0000", datetime(2020, 11, 11, 7)),
        ("2020-11-10T23:00:00.5-05:00", datetime(2020, 11, 11, 12, 0, 0, 500_000)),
        ("2020-11-10T23:00Z", datetime(2020, 11, 11, 7)),
        ("2017-01", datetime(2017, 1, 1)),
        ("2017年1月", datetime(2017, 1, 1)),
        ("201701", datetime(2017, 1, 1)),
        ("2026年3月5日 下午2:30", datetime(2026, 3, 5, 14, 30)),
        ("2026/3/5 上午12:05:07", datetime(2026, 3, 5, 0, 5, 7)),
        ("2026年3月5日12时30分", datetime(2026, 3, 5, 12, 30)),
        ("2026年3月5日 12时30分05秒", datetime(2026, 3, 5, 12, 30, 5)),
        ("2026-03-05 02:30 p.m.", datetime(2026, 3, 5, 14, 30)),
        ("20260305123007", datetime(2026, 3, 5, 12, 30, 7)),
        ("202603051230", datetime(2026, 3, 5, 12, 30)),
        ("5 Mar 2026", datetime(2026, 3, 5)),
        ("05-MAR-2026", datetime(2026, 3, 5)),
        ("March 5, 2026", datetime(2026, 3, 5)),
        ("Mar 5, 2026 2:30 PM", datetime(2026, 3, 5, 14, 30)),
        ("46086", datetime(2026, 3, 5)),
        ("46086.5", datetime(2026, 3, 5, 12)),
        ("46086.604166666664", datetime(2026, 3, 5, 14, 30)),
        ("1772712000", datetime(2026, 3, 5, 20)),
        ("1772712000250", datetime(2026, 3, 5, 20, 0, 0, 250_000)),
        (None, None),
    ],
)
def test_instants_in_the_programme_s_local_time(text: str | None, expected: datetime) -> None:
    assert instant(text) == expected


@pytest.mark.parametrize(
    "text",
    ["x", "2026-02-30", "2026-13-01", "31/31/2026", "05-03-26", "26-03-05", "1899-12-31", "10000-01-01",
     "2026-03-05 25:00", "4567", "202613", "2026", "2026030512", "9999999999", "immediate", "2026-03-05x"],
)  # fmt: skip
def test_what_is_no_date_is_a_problem(text: str) -> None:
    assert instant(text) is None


@settings(deadline=None)
@given(st.datetimes(datetime(1900, 1, 1), datetime(9998, 12, 31)))
def test_iso_text_is_read_exactly(at: datetime) -> None:
    assert instant(at.isoformat()) == at
    assert instant(str(at)) == at


@settings(deadline=None)
@given(st.lists(st.sampled_from([
    "2026-03-05 12:30:00", "2026-03-05 12:30:00.250", "2026-03-05 12:30:00.", "2026-03-05 12:30:00.1234567",
    "2026-03-05 12:30:00.25 ", "2026-03-05T12:30:00.250", "2026-03-05", "2026年3月5日", "20260305 12:30:00.5",
    "2026-03-05 12:30:00+0000", "2026-03-05 12:30:00 and on", None,
])))  # fmt: skip
def test_a_cell_means_the_same_whatever_stands_above_it(texts: list[str | None]) -> None:
    together = dates.instants(pl.Series(texts, dtype=pl.String), SHANGHAI)
    assert together.at.to_list() == [instant(text) for text in texts]


@settings(deadline=None)
@given(st.text(max_size=20))
def test_no_text_stops_the_reading(text: str) -> None:
    dates.instants(pl.Series([text or None], dtype=pl.String), SHANGHAI)


def test_an_expiry_by_day_is_the_last_valid_one() -> None:
    texts = [
        "2026-12-31",
        "2026-12-31 23:59:59",
        "2026-12-31 00:00:00",
        "永久",
        "unlimited",
        "Never expires",
        "9999-12-31",
        None,
        "x",
    ]
    cells = pl.Series(texts)
    at, wrong = dates.expiries(cells, SHANGHAI, midnight_is_a_day=False)
    assert at.to_list() == [
        datetime(2027, 1, 1), datetime(2026, 12, 31, 23, 59, 59), datetime(2026, 12, 31),
        None, None, None, None, None, None,
    ]  # fmt: skip
    assert wrong.to_list() == [False] * 8 + [True]
    in_a_workbook = dates.expiries(cells, SHANGHAI, midnight_is_a_day=True)[0]
    assert in_a_workbook[2] == datetime(2027, 1, 1)


@pytest.mark.parametrize(
    ("year", "month"),
    [("2017", "1"), ("2017", "01"), ("2017年", "1月"), ("2017", "2017-01"), ("2017.0", "1.0")],
)
def test_year_and_month_stand_for_the_first_day(year: str, month: str) -> None:
    at, wrong = dates.months(pl.Series([year]), pl.Series([month]))
    assert (at.to_list(), wrong.to_list()) == ([datetime(2017, 1, 1)], [False])


@pytest.mark.parametrize(
    ("year", "month"), [("2017", "13"), ("17", "1"), ("1899", "12"), ("x", "1"), (None, "1")]
)
def test_other_years_and_months_are_none(year: str | None, month: str) -> None:
    assert dates.months(pl.Series([year], dtype=pl.String), pl.Series([month]))[1].to_list() == [
        True
    ]


def test_a_whole_serial_is_a_day() -> None:
    found = dates.instants(pl.Series(["46086", "46086.25"]), SHANGHAI)
    assert found.is_day.to_list() == [True, False]


def test_days_leave_out_the_time() -> None:
    found, wrong = dates.days(pl.Series(["1990/5/6 08:00:00", "x", None]))
    assert found.to_list() == [date(1990, 5, 6), None, None]
    assert wrong.to_list() == [False, True, False]

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pointbook.imports import dates
from pointbook.imports.checked import Checked
from pointbook.imports.checking import check
from pointbook.imports.date_orders import DateOrder
from pointbook.imports.mapping import suggest
from tests.import_files import NOW, column, problems, table_of


def read(*texts: str) -> list[datetime | None]:
    return dates.instants(pl.Series(texts), "Asia/Shanghai").at.to_list()


def test_one_date_tells_the_order_of_its_column() -> None:
    assert read("03/04/2026", "25/12/2025") == [datetime(2026, 4, 3), datetime(2025, 12, 25)]
    assert read("03/04/2026", "12/25/2025") == [datetime(2026, 3, 4), datetime(2025, 12, 25)]


@pytest.mark.parametrize("text", ["25/12/2025", "25-12-2025", "25.12.2025", "25 / 12 / 2025"])
def test_the_mark_between_does_not_matter(text: str) -> None:
    assert read(text) == [datetime(2025, 12, 25)]


def test_the_time_of_day_comes_along() -> None:
    assert read("25/12/2025 13:05", "1/2/2025 9:05:07", "1/2/2025 2:30 PM", "1/2/2025 12:00 am") == [
        datetime(2025, 12, 25, 13, 5), datetime(2025, 2, 1, 9, 5, 7), datetime(2025, 2, 1, 14, 30),
        datetime(2025, 2, 1),
    ]  # fmt: skip


def test_dates_that_only_the_fewer_prove_are_wrong() -> None:
    assert read("25/12/2025", "26/12/2025", "12/27/2025") == [
        datetime(2025, 12, 25), datetime(2025, 12, 26), None,
    ]  # fmt: skip


def test_nothing_is_read_with_two_digits_of_a_year() -> None:
    assert read("25/12/25", "01-02-03") == [None, None]


@settings(deadline=None)
@given(st.lists(st.dates(date(1990, 1, 1), date(2026, 6, 30)), min_size=1), st.booleans())
def test_a_column_with_one_late_day_is_read_as_it_was_written(
    days: list[date], is_day_first: bool
) -> None:
    form = "%d/%m/%Y" if is_day_first else "%m/%d/%Y"
    written = [*days, date(2020, 1, 31)]
    found = read(*(day.strftime(form) for day in written))
    assert [at and at.date() for at in found] == written


def points(folder: Path, content: str, order: DateOrder | None = None) -> Checked:
    """A points file judged with an order chosen by hand, or none."""
    from dataclasses import replace

    table = table_of(content, folder)
    mapping = suggest(table.columns)
    assert mapping is not None
    return check(table, replace(mapping, date_order=order), now=NOW)


UNCLEAR = "no,date,points\nA,03/04/2026,1\nA,05/04/2026,2\n"


def test_what_no_date_tells_is_taken_day_first_and_said(tmp_path: Path) -> None:
    found = points(tmp_path, UNCLEAR)
    assert column(found, "occurred_at") == [datetime(2026, 4, 3), datetime(2026, 4, 5)]
    assert [(each.code, each.count, each.value) for each in found.notices] == [
        ("ambiguous_dates", 2, "date")
    ]


def test_an_order_chosen_by_hand_is_followed_in_silence(tmp_path: Path) -> None:
    found = points(tmp_path, UNCLEAR, "month_first")
    assert column(found, "occurred_at") == [datetime(2026, 3, 4), datetime(2026, 5, 4)]
    assert found.notices == ()


def test_another_column_may_tell(tmp_path: Path) -> None:
    found = points(tmp_path, "no,date,points,expires at\nA,03/04/2026,1,12/31/2027\n")
    assert column(found, "occurred_at") == [datetime(2026, 3, 4)]
    assert column(found, "expires_at") == [datetime(2028, 1, 1)]
    assert found.notices == ()


def test_contradicting_columns_are_said(tmp_path: Path) -> None:
    found = points(tmp_path, "no,date,points\nA,25/12/2025,1\nA,12/25/2025,2\nA,1/2/2026,2\n")
    assert [each.code for each in found.notices] == ["ambiguous_dates"]
    assert problems(found) == [(2, "date", "invalid_date")]


def test_birthdays_have_an_order_too(tmp_path: Path) -> None:
    table = table_of("会员编号,姓名,生日\n1,a,03/04/1990\n2,b,13/04/1990\n", tmp_path)
    mapping = suggest(table.columns)
    assert mapping is not None
    found = check(table, mapping, now=NOW)
    assert column(found, "birthday") == [date(1990, 4, 3), date(1990, 4, 13)]
    assert found.notices == ()


def test_clear_dates_say_nothing(tmp_path: Path) -> None:
    assert points(tmp_path, "no,date,points\nA,2026-03-04,1\n").notices == ()

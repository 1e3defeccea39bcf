"""Every column has one description: of two the later would win, and with it what is masked."""

from __future__ import annotations

from collections import Counter

from pointbook.access.masking import is_personal
from pointbook.columns import COLUMNS
from pointbook.columns.kept import KEPT
from pointbook.columns.told import TOLD


def test_no_column_is_described_twice() -> None:
    times = Counter(each.name for each in (*KEPT, *TOLD))
    assert [name for name, count in times.items() if count > 1] == []
    assert len(COLUMNS) == times.total()


def test_what_an_import_found_of_a_customer_is_personal() -> None:
    assert is_personal("kept_before")
    assert not is_personal("before")

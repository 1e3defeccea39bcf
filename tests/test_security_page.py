"""The page on security: every requirement once, and only tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
REQUIRED = """
    1.1.1-2 1.2.1-9 1.3.1-11 1.4.1-3 1.5.1-2 2.1.1-3 2.2.1-3 2.3.1-4 2.4.1-1 3.2.1-2 3.3.1-4 3.4.1-6
    3.5.1-5 3.7.1-2 4.1.1-3 4.2.1-1 4.3.1-2 4.4.1-4 5.1.1-1 5.2.1-3 5.3.1-2 5.4.1-3 6.1.1-3 6.2.1-12
    6.3.1-4 6.4.1-4 6.5.1-5 6.6.1-3 6.8.1-4 7.1.1-3 7.2.1-4 7.3.1-2 7.4.1-5 7.5.1-2 7.6.1-2 8.1.1-2
    8.2.1-3 8.3.1-1 8.4.1-1 9.1.1-3 9.2.1-4 10.1.1-2 10.2.1-2 10.3.1-4 10.4.1-11 10.5.1-5 10.6.1-2
    10.7.1-3 11.1.1-2 11.2.1-3 11.3.1-3 11.4.1-4 11.5.1-1 11.6.1-1 12.1.1-3 12.2.1-2 12.3.1-4 13.1.1-1
    13.2.1-5 13.3.1-2 13.4.1-5 14.1.1-2 14.2.1-4 14.3.1-3 15.1.1-3 15.2.1-3 15.3.1-7 16.1.1-1 16.2.1-5
    16.3.1-4 16.4.1-3 16.5.1-3 17.1.1-1 17.2.1-4 17.3.1-2
"""
"""The requirements of ASVS 5.0.0 of levels 1 and 2; in each section they come before those of level 3."""
ANSWERS = ("yes", "no", "in part", "does not apply")


@pytest.fixture(scope="module")
def page() -> str:
    return (ROOT / "docs/security.md").read_text(encoding="utf-8")


def told(page: str) -> list[list[str]]:
    """The rows that say whether something holds."""
    rows: list[list[str]] = []
    is_told = False
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if not line.startswith("|"):
            is_told = False
        elif cells[0].startswith("requirement"):
            is_told = True
        elif is_told and not line.startswith("|---"):
            rows.append(cells)
    return rows


def test_every_test_that_the_page_names_exists(page: str) -> None:
    named = set(re.findall(r"`(test_\w+)`", page))
    written = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert len(named) > 150
    assert named - written == set()


def test_every_requirement_says_whether_it_holds(page: str) -> None:
    rows = told(page)
    assert [row for row in rows if not row[1].startswith(ANSWERS)] == []
    assert [row for row in rows if row[1].startswith("yes") and not row[2].strip(" |")] == []


def test_every_requirement_of_levels_1_and_2_stands_there_once(page: str) -> None:
    wanted = []
    for section, first, last in re.findall(r"(\d+\.\d+)\.(\d+)-(\d+)", REQUIRED):
        wanted += [f"{section}.{number}" for number in range(int(first), int(last) + 1)]
    assert len(wanted) == 253
    numbered = [re.match(r"(\d+\.\d+\.\d+) (\(level 3\) )?", row[0]) for row in told(page)]
    assert sorted(m[1] for m in numbered if m and not m[2]) == sorted(wanted)

"""The page on security names only tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_every_test_that_the_page_names_exists() -> None:
    page = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", page))
    written = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert len(named) > 30
    assert named - written == set()


def test_every_requirement_says_whether_it_holds() -> None:
    page = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| ")]
    told = [row for row in rows if row[0] != "| requirement"]
    assert [row for row in told if not row[1].startswith(("yes", "no", "in part"))] == []
    assert [row for row in told if row[1].startswith("yes") and not row[2].strip(" |")] == []

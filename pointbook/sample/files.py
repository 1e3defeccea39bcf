"""The sample as files with Chinese headers, and one file with rows that cannot be read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pointbook.sample.movements import Movement
from pointbook.sample.people import Member
from pointbook.sample.story import Story
from pointbook.sample.words import words

Encoding = Literal["utf-8-sig", "gb18030"]
FILE_MONTHS = 3
MESSY_ROWS = 40
POINT_FIELDS = (
    "customer_no", "occurred_at", "kind", "points", "reason", "ref", "store", "channel", "campaign",
    "amount", "available_from", "expires_at", "note",
)  # fmt: skip


def members_csv(members: Sequence[Member]) -> str:
    """A members file: one line per member."""
    return _csv(list(members[0].row), (member.row.values() for member in members))


def points_csv(movements: Iterable[Movement]) -> str:
    """A points file: one line per movement."""
    return _csv(POINT_FIELDS, map(_cells, movements))


def messy_csv(movements: Sequence[Movement]) -> str:
    """A points file as people make them by hand: most rows are good, some cannot be read."""
    texts = words()["messy"]
    rows = [list(_cells(each)) for each in movements[:MESSY_ROWS]]
    column = {field: n for n, field in enumerate(POINT_FIELDS)}
    rows[3][column["points"]] = texts["thousand"]
    rows[7][column["customer_no"]] = ""
    rows[11][column["occurred_at"]] = texts["unknown_date"]
    rows[15][column["occurred_at"]] = "2026-02-30 10:00:00"
    rows[19][column["points"]] = "NaN"
    rows[23][column["points"]] = "0"
    rows[27][column["occurred_at"]] = "2126-10-01 10:00:00"
    rows[31] = list(rows[30])
    rows[35][column["points"]] = "1234567890123456789"
    return _csv(POINT_FIELDS, rows)


def write_files(folder: Path, story: Story | None = None) -> list[Path]:
    """Write the tracked copies: members, the last months of points in two encodings, a messy file."""
    story = story or Story()
    folder.mkdir(parents=True, exist_ok=True)
    texts = {"members": members_csv(story.members)}
    chapters = list(story.chapters())[-FILE_MONTHS:]
    texts |= {
        f"points-{chapter.month.first:%Y-%m}": points_csv(chapter.movements) for chapter in chapters
    }
    written = []
    for name, text in texts.items():
        written.append(_write(folder / f"{name}.csv", text, "utf-8-sig"))
        written.append(_write(folder / f"{name}.gb18030.csv", text, "gb18030"))
    return [
        *written,
        _write(folder / "points-messy.csv", messy_csv(chapters[-1].movements), "utf-8-sig"),
    ]


def _write(path: Path, text: str, encoding: Encoding) -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def _cells(each: Movement) -> list[str]:
    return [
        each.customer_no,
        f"{each.occurred_at:%Y-%m-%d %H:%M:%S}",
        words()["kinds"][each.kind],
        str(each.points),
        each.reason,
        each.ref or "",
        each.store or "",
        each.channel or "",
        each.campaign or "",
        "" if each.amount is None else str(Decimal(each.amount).scaleb(-2)),
        "" if each.usable_from is None else f"{each.usable_from:%Y-%m-%d %H:%M:%S}",
        "" if each.last_day is None else each.last_day.isoformat(),
        each.note or "",
    ]


def _csv(fields: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    headers = words()["headers"]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([headers[field] for field in fields])
    writer.writerows(rows)
    return text.getvalue()

"""What can be set from outside, and the programme's settings with their defaults."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from pointbook.errors import FolderUnusable, InvalidText

ROOT = Path(__file__).resolve().parent.parent
QUERIES = ROOT / "queries"
DEFAULT_BOOK = ROOT / "data" / "pointbook.duckdb"
WATCH_EVERY = 10.0
"""Seconds between two looks at a watched folder, unless told otherwise."""

ClawbackPolicy = Literal["clamp", "block", "debt"]
CLAWBACK_POLICIES: tuple[str, ...] = get_args(ClawbackPolicy)


@dataclass(frozen=True)
class Programme:
    """The settings of one points programme, kept in its book."""

    timezone: str = "Asia/Shanghai"
    decimals: int = 2
    claw_back_policy: str = "clamp"
    restore_grace_days: int = 0
    """Days a restored lot that expired meanwhile gets anew; 0 = it lapses at once."""

    def __post_init__(self) -> None:
        if self.claw_back_policy not in CLAWBACK_POLICIES:
            raise InvalidText(field="claw_back_policy", limit=0)


def book_path() -> Path:
    """The book that the pages and the command line open unless told otherwise (POINTBOOK_BOOK)."""
    return Path(os.environ.get("POINTBOOK_BOOK", DEFAULT_BOOK))


def watched_folders() -> list[tuple[Path, str]]:
    """The folders that the server imports from, each with its profile (POINTBOOK_WATCH=folder:profile;…)."""
    found = []
    for each in filter(None, map(str.strip, os.environ.get("POINTBOOK_WATCH", "").split(";"))):
        folder, _, profile = each.rpartition(":")  # a folder may have a colon, as after a drive
        if not folder or not profile.strip():
            raise FolderUnusable(path=each, detail="watch_setting")
        found.append((Path(folder.strip()), profile.strip()))
    return found


def watch_every() -> float:
    """Seconds between two looks of the server at its folders (POINTBOOK_WATCH_EVERY)."""
    try:
        return max(0.1, float(os.environ.get("POINTBOOK_WATCH_EVERY", WATCH_EVERY)))
    except ValueError:
        return WATCH_EVERY


def proxies() -> str:
    """The addresses of proxies before the server whose word is taken (POINTBOOK_PROXY), none by default."""
    return os.environ.get("POINTBOOK_PROXY", "")


def host_names() -> list[str]:
    """The names under which browsers reach the server, besides this machine's own (POINTBOOK_NAMES)."""
    return [
        each.strip() for each in os.environ.get("POINTBOOK_NAMES", "").split(",") if each.strip()
    ]


def font_path() -> Path | None:
    """The font file that PDF reports carry (POINTBOOK_FONT); None looks for one."""
    named = os.environ.get("POINTBOOK_FONT", "").strip()
    return Path(named) if named else None

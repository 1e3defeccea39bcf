"""What can be set from outside, and the programme's settings with their defaults."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import Literal, get_args

from pointbook.errors import (
    FolderUnusable,
    InvalidBookKey,
    InvalidRetention,
    InvalidText,
    PointbookError,
    SecretUnreadable,
)

ROOT = Path(__file__).resolve().parent.parent
QUERIES = ROOT / "queries"
DEFAULT_BOOK = ROOT / "data" / "pointbook.duckdb"
BOOK_KEY = "POINTBOOK_BOOK_KEY"
SHORTEST_KEY = 16
"""Characters that a key has at least."""
WATCH_EVERY = 10.0
"""Seconds between two looks at a watched folder, unless told otherwise."""

ClawbackPolicy = Literal["clamp", "block", "debt"]
CLAWBACK_POLICIES: tuple[str, ...] = get_args(ClawbackPolicy)


RETENTION_SPANS = {
    "customer_years": (1, 50),
    "refusal_days": (30, 3_650),
    "try_days": (1, 90),
    "import_days": (1, 365),
}
"""The least and the most of each span of a Retention."""


@dataclass(frozen=True)
class Programme:
    """The settings of one points programme, kept in its book."""

    timezone: str = "Asia/Shanghai"
    decimals: int = 2
    claw_back_policy: str = "clamp"
    restore_grace_days: int = 0
    """Days a restored lot that expired meanwhile gets anew; 0 = it lapses at once."""
    point_value: Decimal | None = None
    """What one point is worth in money, for the liability; None where nobody has said."""
    reminder_opt_out: str = ""
    """The tag of customers who want no reminder of points that expire; empty = there is none."""
    tier_order: tuple[str, ...] = ()
    """The tiers from the lowest to the highest; empty where nobody has said."""

    def __post_init__(self) -> None:
        if self.claw_back_policy not in CLAWBACK_POLICIES:
            raise InvalidText(field="claw_back_policy", limit=0)

    @classmethod
    def of(cls, stored: Mapping[str, str]) -> Programme:
        """From the settings of a book, each with its default where the book has none."""
        value = stored.get("point_value")
        return cls(
            timezone=stored.get("timezone", cls.timezone),
            decimals=int(stored.get("decimals", cls.decimals)),
            claw_back_policy=stored.get("claw_back_policy", cls.claw_back_policy),
            restore_grace_days=int(stored.get("restore_grace_days", cls.restore_grace_days)),
            point_value=Decimal(value) if value else None,
            reminder_opt_out=stored.get("reminder_opt_out", cls.reminder_opt_out),
            tier_order=tuple(json.loads(stored.get("tier_order") or "[]")),
        )


@dataclass(frozen=True)
class Retention:
    """How long personal data of a book are kept; None keeps them for good."""

    customer_years: int | None = None
    """Years without any doing after which a customer with nothing open is proposed for erasure."""
    refusal_days: int | None = None
    try_days: int = 1
    """Failed sign-ins."""
    import_days: int = 30
    """Unfinished imports that nobody touches."""

    @classmethod
    def of(cls, settings: Mapping[str, str]) -> Retention:
        """From the settings of a book; what they do not say is as usual."""
        said = {
            field.name: int(settings[f"keep_{field.name}"])
            for field in fields(cls)
            if f"keep_{field.name}" in settings
        }
        return cls(**said)

    def settings(self) -> dict[str, str | None]:
        """As settings of a book; None where nothing is to be said."""
        return {
            f"keep_{field.name}": None if value is None else str(value)
            for field in fields(self)
            for value in [getattr(self, field.name)]
        }

    def checked(self) -> Retention:
        """The same; InvalidRetention where a span is too short or too long."""
        for name, (least, most) in RETENTION_SPANS.items():
            value = getattr(self, name)
            if value is not None and not least <= value <= most:
                raise InvalidRetention(field=name, least=least, most=most)
        return self


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


def secret(name: str) -> str | None:
    """What a setting holds, or the file that NAME_FILE names; None where neither is set. SecretUnreadable."""
    told, place = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if not told and place:
        try:
            told = Path(place).read_text(encoding="utf-8")
        except (OSError, UnicodeError):
            raise SecretUnreadable(name=f"{name}_FILE") from None
    return told or None


def long_enough(name: str, refusal: type[PointbookError]) -> str | None:
    """A secret that is used as a key, without the blanks around it; `refusal` where it is too short."""
    found = secret(name)
    if found is not None and len(found.strip()) < SHORTEST_KEY:
        raise refusal(name=name, limit=SHORTEST_KEY)
    return None if found is None else found.strip()


def book_key() -> str | None:
    """The key that encrypts the book itself (POINTBOOK_BOOK_KEY, or _FILE); InvalidBookKey, SecretUnreadable."""
    return long_enough(BOOK_KEY, InvalidBookKey)


def font_path() -> Path | None:
    """The font file that PDF reports carry (POINTBOOK_FONT); None looks for one."""
    named = os.environ.get("POINTBOOK_FONT", "").strip()
    return Path(named) if named else None

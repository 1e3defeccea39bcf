"""The options of `batch`: whom an action is about, and what each action asks besides."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Final

from pointbook.commands.arguments import amount, pair
from pointbook.texts import say

_DAY: Final = date.fromisoformat


def fill(action: str, each: argparse.ArgumentParser) -> None:
    """Add to the parser of an action what it asks."""
    _whom(each)
    if own := _OWN[action]:
        own(each)
    for name in ("reason", "title", "digest"):
        each.add_argument(f"--{name}", help=_told(name))
    each.add_argument("--dry-run", action="store_true", help=_told("dry_run"))
    each.add_argument("--all-or-nothing", action="store_true", help=_told("all_or_nothing"))


def _whom(each: argparse.ArgumentParser) -> None:
    each.add_argument("--file", type=Path, metavar="FILE", help=_told("file"))
    for name in ("tier", "store", "region", "department", "tag", "status"):
        each.add_argument(f"--{name}", help=_told(name))
    for name in ("balance_from", "balance_until"):
        option = f"--{name.replace('_', '-')}"
        each.add_argument(option, type=amount, metavar="POINTS", help=_told(name))
    each.add_argument("--moved-before", type=_DAY, metavar="DATE", help=_told("moved_before"))
    each.add_argument("--everybody", action="store_true", help=_told("everybody"))


def _adjust(each: argparse.ArgumentParser) -> None:
    size = each.add_mutually_exclusive_group()
    size.add_argument("--points", type=amount, help=_told("points"))
    size.add_argument("--percent", type=amount, help=_told("percent"))
    each.add_argument("--expires", type=_DAY, metavar="DATE", help=_told("expires"))


def _extend(each: argparse.ArgumentParser) -> None:
    each.add_argument("--ends-by", type=_DAY, metavar="DATE", required=True, help=_told("ends_by"))
    later = each.add_mutually_exclusive_group()
    later.add_argument("--expires", type=_DAY, metavar="DATE", help=_told("new_end"))
    later.add_argument("--days", type=int, metavar="N", help=_told("days"))


def _edit(each: argparse.ArgumentParser) -> None:
    each.add_argument(
        "--set", action="append", default=[], metavar="FIELD=VALUE", type=pair, help=_told("set")
    )
    for name in ("add", "remove"):
        each.add_argument(
            f"--{name}-tag", action="append", default=[], metavar="TAG", help=_told(f"{name}_tag")
        )


_OWN: Final = {"adjust": _adjust, "clear": None, "extend": _extend, "edit": _edit}
ACTIONS: Final = tuple(_OWN)
"""What can be done with many customers."""


def _told(key: str) -> str:
    return " · ".join(say(f"cli_batch.{key}", lang) for lang in ("en", "zh"))

"""`repair`: a book opened, compared with its head and proved."""

from __future__ import annotations

import argparse
from dataclasses import asdict

import pointbook
from pointbook.backups.mending import Condition, condition
from pointbook.commands.printing import json_text
from pointbook.texts import say


def repair_book(given: argparse.Namespace) -> int:
    """Cut a torn log, compare with the head and prove; status 1 when anything is missing or broken."""
    with pointbook.open_book(given.book, create=False) as book:
        found = condition(book)
    if given.json:
        print(json_text({"ok": found.is_sound, **asdict(found)}))
    else:
        print("\n".join(_lines(found, given.lang)))
    return 0 if found.is_sound else 1


def _lines(found: Condition, lang: str) -> list[str]:
    cuts = [say("cli.repair_cut", lang, copy=copy, bytes=size) for copy, size in found.cuts]
    standing = "repair_behind" if found.missing else "repair_whole"
    told = {
        "link_id": found.link_id, "head_link_id": found.head_link_id, "missing": found.missing,
    } if found.missing else {"link_id": found.link_id}  # fmt: skip
    proof = list(found.broken) or [say("cli.verified", lang)]
    return [
        *(cuts or [say("cli.repair_no_cut", lang)]), say(f"cli.{standing}", lang, **told), *proof,
    ]  # fmt: skip

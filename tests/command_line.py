"""The command line as tests use it: on a book of its own, its answer taken apart."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest


class Said(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out, parse_float=Decimal)


Run = Callable[..., Said]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on a book of its own, in English."""
    from pointbook.cli import main  # here, so that tests of plain files need not load it

    def command(*arguments: object, lang: str = "en") -> Said:
        given = ["--book", str(tmp_path / "book.duckdb"), "--lang", lang, *map(str, arguments)]
        try:
            status = main(given)
        except SystemExit as left:  # argparse leaves by itself
            status = int(left.code or 0)
        captured = capsys.readouterr()
        return Said(status, captured.out, captured.err)

    return command

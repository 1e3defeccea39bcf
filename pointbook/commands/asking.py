"""`ask`: any question of queries/ on the command line."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

import polars as pl

import pointbook
from pointbook.commands.printing import json_text, rows_json, table_text
from pointbook.errors import InvalidDate, TargetExists, UnknownQuery, UnreadableFile
from pointbook.store.queries import question, questions

_PARAMETER = re.compile(r"^-- \$(\w+)\s+(\w+)", re.MULTILINE)
_FORMATS = {".csv": "csv", ".json": "json", ".xlsx": "xlsx"}


def ask_question(given: argparse.Namespace) -> int:
    """Ask and print, or write to a file."""
    if given.query is None:
        print(json_text(questions()) if given.json else "\n".join(questions()))
        return 0
    parameters = typed_parameters(given.query, given.param)
    with pointbook.open_book(given.book, create=False) as book:
        answer = book.ask(given.query, **parameters)
    shape = given.format or ("json" if given.json else _FORMATS.get(_suffix(given.out), "table"))
    if shape == "xlsx" and given.out is None:
        raise UnreadableFile(filename="-", detail="--format xlsx: --out FILE")
    content = _content(answer, given.query, shape, given.lang)
    if given.out is None:
        sys.stdout.write(content.decode("utf-8") + ("" if content.endswith(b"\n") else "\n"))
        sys.stdout.flush()
    else:
        _write(given.out, content)
    return 0


def typed_parameters(name: str, given: list[tuple[str, str]]) -> dict[str, object]:
    """The values as the header of the question says what they are; `null` and an empty date or number are null."""
    types = dict(_PARAMETER.findall(question(name).sql))
    parameters: dict[str, object] = {}
    for key, text in given:
        if key not in types:
            raise UnknownQuery(name=name, detail=key)
        parameters[key] = _value(name, key, text, types[key])
    return parameters


def _value(name: str, key: str, text: str, kind: str) -> object:
    if text == "null" or (text == "" and kind != "text"):
        return None
    try:
        return _READERS.get(kind, str)(text)
    except (ValueError, InvalidOperation):
        if kind in ("date", "timestamp", "datetime"):
            raise InvalidDate(value=text) from None
        raise UnknownQuery(name=name, detail=f"{key}={text}") from None


def _yes_or_no(text: str) -> bool:
    if text.lower() not in ("true", "false", "yes", "no", "1", "0"):
        raise ValueError(text)
    return text.lower() in ("true", "yes", "1")


_READERS: dict[str, Callable[[str], object]] = {
    "int": int, "integer": int, "bigint": int, "bool": _yes_or_no, "boolean": _yes_or_no,
    "decimal": Decimal, "points": Decimal, "date": date.fromisoformat,
    "timestamp": datetime.fromisoformat, "datetime": datetime.fromisoformat,
}  # fmt: skip


def _content(answer: pl.DataFrame, query: str, shape: str, lang: str) -> bytes:
    if shape == "csv":
        return answer.write_csv().encode()
    if shape == "json":
        return rows_json(answer.rows(named=True)).encode()
    if shape == "xlsx":
        return _workbook(answer, query)
    return table_text(answer.columns, answer.rows(), lang).encode()


def _workbook(answer: pl.DataFrame, query: str) -> bytes:
    """A sheet under the question's own names of columns, as the other formats have them."""
    from pointbook.columns import column
    from pointbook.exports import Sheet, xlsx_file
    from pointbook.exports.sheet import SheetColumn

    columns = tuple(SheetColumn(name, name, column(name).type) for name in answer.columns)
    return xlsx_file(Sheet(query, answer, columns))


def _suffix(out: Path | None) -> str:
    return out.suffix.lower() if out else ""


def _write(target: Path, content: bytes) -> None:
    if target.exists():
        raise TargetExists(path=str(target))
    target.write_bytes(content)

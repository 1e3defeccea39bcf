"""All that is held about one person as a file: JSON for programs, a workbook for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias

import polars as pl

from pointbook.columns import column, label
from pointbook.exports.sheet import Sheet, SheetColumn, sheet
from pointbook.exports.xlsx import xlsx_book
from pointbook.texts import say, section, word
from pointbook.texts.json_text import json_text

PersonFormat: TypeAlias = Literal["json", "xlsx"]
PARTS: Final = (
    "customer", "entries", "lots", "orders", "redemptions", "history", "changes", "kept_by_imports",
)  # fmt: skip
"""The parts in the order in which people read them."""


def person_file(
    told: Mapping[str, Any],
    shape: PersonFormat,
    lang: str,
    *,
    about: Sequence[tuple[str, str]] = (),
) -> bytes:
    """The answer of customers.everything as a file; a workbook has a sheet for each part, empty ones too."""
    if shape == "json":
        return json_text(told).encode()
    sheets = [
        _register(told[part], lang) if part == "customer" else _part(part, told[part], lang)
        for part in PARTS
    ]
    return xlsx_book(sheets, say("person.title", lang), about, say("tables.about", lang))


def _register(customer: Mapping[str, Any], lang: str) -> Sheet:
    """The register as pairs of a heading and a value; what is not known is left out."""
    own = customer.get("fields") or {}
    pairs = [
        (label(name, lang), _said(name, value, lang))
        for name, value in customer.items()
        if name not in ("fields", "revision") and value not in (None, "")
    ]
    pairs += [(name, str(value)) for name, value in own.items() if value not in (None, "")]
    frame = pl.DataFrame(pairs, {"field": pl.String, "said": pl.String}, orient="row")
    heads = (
        SheetColumn("field", say("person.fact", lang), "text"),
        SheetColumn("said", say("person.value", lang), "text"),
    )
    return Sheet(section("person_parts", lang)["customer"], frame, heads)


def _said(name: str, value: object, lang: str) -> str:
    words = column(name).words
    return word(words, str(value), lang) if words else str(value)


def _part(part: str, rows: Sequence[Mapping[str, Any]], lang: str) -> Sheet:
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return sheet(section("person_parts", lang)[part], frame, frame.columns, lang)

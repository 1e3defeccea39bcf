"""A mapping to be used again: by name, for every file with the same columns; kept and exported as JSON."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from collections.abc import Mapping as Map
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final

from pointbook.errors import InvalidProfile, UnknownKind
from pointbook.imports import cell_words, headers
from pointbook.imports.checking import DEFAULT_SOURCE
from pointbook.imports.date_orders import DATE_ORDERS, DateOrder
from pointbook.imports.mapping import KINDS, Mapping, own_columns

if TYPE_CHECKING:
    from pointbook.imports.plan import Plan

VERSION = 1
MAX_NAME = 100
MAX_TEXT = 1_000_000
_READING = ("encoding", "delimiter", "sheet")
_NUMBERS: Final = {"header_row": -1, "header_lines": 1}
"""What else the reader is told, each with the least that it may be."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How files of one origin are read and mapped. What is None is found out from each file."""

    name: str
    kind: str
    columns: Map[str, str]
    """Field → column."""
    fingerprint: str
    """What the headers of such files share."""
    values: Map[str, Map[str, str]] = field(default_factory=dict)
    units: Map[str, str] = field(default_factory=dict)
    date_order: DateOrder | None = None
    source: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    header_lines: int | None = None
    all_or_nothing: bool = False
    """Whether a file that comes by itself is left out altogether while any row has a problem."""

    @classmethod
    def of(cls, name: str, mapping: Mapping, available: Sequence[str], **others: Any) -> Profile:
        """A profile of a mapping as it was confirmed for a file with these columns. Raises InvalidProfile.

        `others` are source, all_or_nothing and how to read: encoding, delimiter, sheet, header_row, header_lines.
        The time of rows without one is no part of it: it is another for every file.
        """
        profile = cls(
            name.strip(),
            mapping.kind,
            dict(mapping.columns),
            headers.fingerprint(available),
            {
                field: dict(words)
                for field, words in mapping.values.items()
                if words and field in mapping.columns
            },
            {
                field: mapping.unit(field)
                for field in mapping.columns
                if mapping.unit(field) or field in mapping.units
            },
            mapping.date_order,
            **others,
        )
        return cls.from_json(profile.to_json())

    @classmethod
    def of_plan(cls, name: str, plan: Plan, reading: Map[str, Any], **others: Any) -> Profile:
        """A profile of a file as it was read and planned. Raises InvalidProfile.

        `reading` is what its reader was told, of which a profile keeps what is alike for the next file.
        """
        if plan.draft is None or plan.chosen is None:
            raise InvalidProfile(detail="columns")
        told = {each: reading.get(each) for each in (*_READING, *_NUMBERS)}
        source = None if plan.source == DEFAULT_SOURCE else plan.source
        return cls.of(name, plan.chosen, plan.draft.columns, source=source, **told, **others)

    def mapping_for(self, available: Sequence[str]) -> Mapping:
        """The mapping of a file with these columns; UnknownKind if it lacks any that the profile names."""
        by_name = {headers.folded(name): name for name in reversed(available)}
        absent = [name for name in self.columns.values() if headers.folded(name) not in by_name]
        if absent:
            raise UnknownKind(kind=self.kind, missing=absent)
        columns = {field: by_name[headers.folded(name)] for field, name in self.columns.items()}
        return Mapping(
            self.kind,
            columns,
            own_columns(self.kind, columns, available),
            self.values,
            self.units,
            self.date_order,
            found=dict.fromkeys(columns, "profile"),
        )

    @property
    def reading(self) -> dict[str, str | int]:
        """What the reader of files is told, by the names of its arguments."""
        wishes = {name: getattr(self, name) for name in (*_READING, *_NUMBERS)}
        return {name: wish for name, wish in wishes.items() if wish is not None}

    def to_json(self) -> str:
        """The profile as text that another book understands."""
        told = {
            name: value
            for name, value in asdict(self).items()
            if value is not False and value not in (None, {})
        }
        return json.dumps({"pointbook_profile": VERSION, **told}, ensure_ascii=False, indent=2)

    @classmethod
    def from_json(cls, text: str) -> Profile:
        """The profile in a text, checked to the last word. Raises InvalidProfile."""
        told = _parsed(text)
        if told.pop("pointbook_profile", None) != VERSION:
            raise InvalidProfile(detail="pointbook_profile")
        _require(told.keys() <= {each.name for each in fields(cls)}, "keys")
        for name in ("name", "kind", "fingerprint"):
            _require(_is_text(told.get(name)), name)
        _require(bool(told["name"].strip()) and len(told["name"]) <= MAX_NAME, "name")
        _require(told["kind"] in KINDS, "kind")
        known = headers.fields_of(told["kind"])
        _require_words(told.get("columns"), known, "columns")
        for name in ("values", "units"):
            _require(isinstance(told.setdefault(name, {}), dict), name)
            _require(told[name].keys() <= told["columns"].keys(), name)
        for each, words in told["values"].items():
            _require_words(words, None, f"values.{each}")
        _require_kinds(told["values"].get("kind", {}))
        for each, unit in told["units"].items():
            _require(isinstance(unit, str) and unit in headers.exponents(each), f"units.{each}")
        _require(told.get("date_order") in (None, *DATE_ORDERS), "date_order")
        for name in ("source", *_READING):
            _require(told.get(name) is None or _is_text(told[name]), name)
        for name, least in _NUMBERS.items():
            number = told.get(name)
            _require(number is None or (type(number) is int and number >= least), name)
        _require(type(told.get("all_or_nothing", False)) is bool, "all_or_nothing")
        return cls(**told)


def _parsed(text: str) -> dict[str, Any]:
    if len(text) > MAX_TEXT:
        raise InvalidProfile(detail="size")
    try:
        told = json.loads(text)
        # Half a character, which JSON can name and no file can hold.
        json.dumps(told, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise InvalidProfile(detail="json") from None
    if not isinstance(told, dict):
        raise InvalidProfile(detail="json")
    return told


def _require(is_so: bool, detail: str) -> None:
    if not is_so:
        raise InvalidProfile(detail=detail)


def _require_words(told: object, known: Collection[str] | None, detail: str) -> None:
    _require(isinstance(told, dict) and bool(told), detail)
    assert isinstance(told, dict)
    _require(all(map(_is_text, told.values())), detail)
    unknown = [] if known is None else [name for name in told if name not in known]
    _require(not unknown, f"{detail}.{unknown[0]}" if unknown else detail)


def _require_kinds(words: Map[str, str]) -> None:
    for word, meaning in words.items():
        _require(headers.plain(meaning) in cell_words.kind_words(), f"values.kind.{word}")


def _is_text(told: object) -> bool:
    return isinstance(told, str) and bool(told)

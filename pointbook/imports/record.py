"""An import as a record: what was uploaded, how it is read and mapped, what checking it said, and its state."""

from __future__ import annotations

import json
from collections.abc import Mapping as Map
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from typing import Any, Final, Literal, TypeAlias, get_args

import polars as pl

from pointbook.imports.answers import USUAL, Answers
from pointbook.imports.mapping import Mapping
from pointbook.imports.tables import CORRECTIONS

State: TypeAlias = Literal["uploaded", "mapped", "checked", "posting", "posted", "undone"]
STATES: Final[tuple[str, ...]] = get_args(State)
COUNTS: Final = ("rows", "ok", "problems", "duplicates")
VERSION: Final = 1

Told: TypeAlias = dict[str, Any]
"""Values as JSON holds them."""


@dataclass(frozen=True, slots=True)
class Record:
    """One import. Until it is posted its file lies beside the book; afterwards the batch is its record."""

    import_id: str
    state: State
    filename: str
    digest: str
    """sha256 of the file as it came."""
    size: int
    actor: str
    """Who uploaded it."""
    started_at: datetime
    updated_at: datetime
    kind: str | None = None
    source: str = ""
    wishes: Told = field(default_factory=dict)
    """How the file is read, by the words of imports.read, as far as somebody said so."""
    mapping: Told | None = None
    """The mapping with values, units, date_order and at."""
    corrections: tuple[tuple[int, str, str], ...] = ()
    """Cells read otherwise than they stand: row, column, value."""
    answers: Map[str, str] = field(default_factory=dict)
    """What is done about rows that repeat, as far as it was said otherwise than usual."""
    cut_over: date | None = None
    """The day before which movements are only kept to be read."""
    counts: Map[str, int] = field(default_factory=dict)
    """rows, ok, problems (rows), duplicates, once it was checked."""
    request_id: str | None = None
    """Drawn when it was checked, so that posting it twice is posting it once."""
    batch_id: int | None = None

    @property
    def is_pending(self) -> bool:
        """Whether something is left to do until the book has it."""
        return self.batch_id is None

    @property
    def chosen(self) -> Mapping | None:
        """The mapping as it was chosen; None while none was."""
        return None if self.mapping is None else mapping_of(self.mapping)

    @property
    def mended(self) -> pl.DataFrame | None:
        """The corrections as a frame; None where no cell was mended."""
        if not self.corrections:
            return None
        return pl.DataFrame(list(self.corrections), schema=CORRECTIONS, orient="row")

    def answered(self, kind: str) -> Answers:
        """What was said about rows that repeat, for a file of this kind; another kind begins anew."""
        return Answers(**self.answers) if kind == self.kind else USUAL  # type: ignore[arg-type]

    def to_json(self) -> str:
        """The record as text."""
        told = {"pointbook_import": VERSION, **asdict(self)}
        return json.dumps(told, default=_instant, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Record:
        """The record in a text; ValueError where it is none."""
        told = json.loads(text)
        if not isinstance(told, dict) or told.pop("pointbook_import", None) != VERSION:
            raise ValueError("pointbook_import")
        if told.keys() != {each.name for each in fields(cls)}:
            raise ValueError("fields")
        for name, kinds in _TYPES.items():
            if not isinstance(told[name], kinds):
                raise ValueError(name)
        if told["state"] not in STATES:
            raise ValueError("state")
        for name in ("started_at", "updated_at"):
            told[name] = datetime.fromisoformat(told[name])
        told["cut_over"] = date.fromisoformat(told["cut_over"]) if told["cut_over"] else None
        told["corrections"] = tuple(_cell(*each) for each in told["corrections"])
        told["counts"] = {name: int(count) for name, count in told["counts"].items()}
        record = cls(**told)
        record.answered(record.kind or "")
        assert (
            record.chosen is None or record.chosen.kind
        )  # made once, so that it is known to be whole
        return record


_TYPES: Final[dict[str, type | tuple[type, ...]]] = {
    "import_id": str, "state": str, "filename": str, "digest": str, "size": int, "actor": str,
    "started_at": str, "updated_at": str, "kind": (str, type(None)), "source": str, "wishes": dict,
    "mapping": (dict, type(None)), "corrections": list, "counts": dict, "answers": dict,
    "cut_over": (str, type(None)), "request_id": (str, type(None)),
    "batch_id": (int, type(None)),
}  # fmt: skip


def told_mapping(mapping: Mapping) -> Told:
    """A mapping as JSON holds it."""
    told: Told = json.loads(json.dumps(asdict(mapping), default=_instant))
    return told


def mapping_of(told: Map[str, Any]) -> Mapping:
    """The mapping that was told; ValueError where it is none."""
    known = {each.name for each in fields(Mapping)}
    values = {name: value for name, value in told.items() if name in known}
    if not isinstance(values.get("kind"), str) or not isinstance(values.get("columns"), dict):
        raise ValueError("mapping")
    values["own"] = tuple(values.get("own", ()))
    at = values.get("at")
    values["at"] = datetime.fromisoformat(at) if at else None
    return Mapping(**values)


def _cell(row: int, column: str, value: str) -> tuple[int, str, str]:
    return int(row), str(column), str(value)


def _instant(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(type(value).__name__)

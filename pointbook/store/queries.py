"""Questions and writing statements as files under queries/: found by name, read once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pointbook.errors import UnknownQuery
from pointbook.settings import QUERIES

_PARAMETER = re.compile(r"^-- \$(\w+)", re.MULTILINE)
_NAME = re.compile(r"[a-z_]+(/[a-z0-9_]+)+")
_NOT_ASKED = ("schema", "changes")


@dataclass(frozen=True)
class Query:
    """One .sql file: its text and the parameters its header names."""

    name: str
    sql: str
    parameters: tuple[str, ...]

    def bind(self, given: dict[str, object]) -> dict[str, object]:
        """Every parameter of the header with its value, null where none is given."""
        unknown = given.keys() - set(self.parameters)
        if unknown:
            raise UnknownQuery(name=self.name, detail=", ".join(sorted(unknown)))
        return {name: given.get(name) for name in self.parameters}


@cache
def load(name: str) -> Query:
    """The query `folder/name`; UnknownQuery if there is no such file."""
    path = QUERIES / f"{name}.sql"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise UnknownQuery(name=name, detail="")
    sql = path.read_text(encoding="utf-8")
    return Query(name, sql, tuple(dict.fromkeys(_PARAMETER.findall(sql))))


def question(name: str) -> Query:
    """A query that may be asked from outside: schema/ and changes/ are not among them."""
    if name.split("/", 1)[0] in _NOT_ASKED:
        raise UnknownQuery(name=name, detail="")
    return load(name)


def questions() -> list[str]:
    """The names of all questions, sorted."""
    names = (p.relative_to(QUERIES).with_suffix("").as_posix() for p in _files())
    return sorted(n for n in names if n.split("/", 1)[0] not in _NOT_ASKED)


def _files() -> list[Path]:
    return list(QUERIES.rglob("*.sql"))

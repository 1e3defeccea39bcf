"""Every question is one portable statement whose header tells the truth."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import duckdb
import pytest
import sqlglot
from sqlglot import ErrorLevel, exp

ROOT = Path(__file__).resolve().parent.parent
QUERIES = ROOT / "queries"
ALL = sorted(QUERIES.rglob("*.sql"))
SCHEMA = [path for path in ALL if path.parent.name == "schema"]
CHANGES = [path for path in ALL if "changes" in path.parts]
QUESTIONS = [path for path in ALL if path not in SCHEMA and path not in CHANGES]

PARAMETER = re.compile(r"^-- \$(\w+)\s{2,}(\S+)(?:\s{2,}(\S.*))?$")
TYPES = {"bigint", "bool", "date", "decimal", "int", "json", "text", "timestamp", "ubigint"}
CLUSTERS = ("trino", "spark", "clickhouse")
WRITING = {"INSERT", "UPDATE", "DELETE", "MERGE_INTO"}
FORBIDDEN = {
    "qualify": r"\bqualify\b",
    "pivot": r"\b(un)?pivot\b",
    "asof": r"\basof\b",
    "group by all": r"\b(group|order)\s+by\s+all\b",
    "exclude": r"\bexclude\b",
    "lists": r"\b(list_\w+|unnest|list|array_agg|string_split|str_split)\s*\(",
    "quantile_cont": r"\bquantile_cont\b",
    "date_diff in other than days": r"\bdate_?diff\s*\(\s*'(?!day')",
    "select *": r"\bselect\s+\*\s+from\s+(?!\w+\s*$)",
    "double colon cast": r"::",
}


def named(path: Path) -> str:
    return path.relative_to(QUERIES).with_suffix("").as_posix()


def each(paths: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", paths, ids=named)


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def bare(path: Path) -> str:
    """The statement in lower case, without comments and words in quotes other than units."""
    return re.sub(r"--[^\n]*", "", text(path)).lower()


@cache
def statements(path: Path) -> list[duckdb.Statement]:
    with duckdb.connect() as connection:
        return connection.extract_statements(text(path))


@cache
def tree(path: Path) -> exp.Expression:
    parsed = sqlglot.parse(text(path), read="duckdb", error_level=ErrorLevel.RAISE)
    assert len(parsed) == 1
    assert parsed[0] is not None
    return parsed[0]


def header(path: Path) -> list[str]:
    """The comment lines before the statement."""
    lines = text(path).splitlines()
    return lines[: next(i for i, line in enumerate(lines) if not line.startswith("--"))]


def test_there_are_questions_changes_and_a_schema() -> None:
    assert len(QUESTIONS) >= 5
    assert CHANGES
    assert [int(path.name[:4]) for path in SCHEMA] == list(range(1, len(SCHEMA) + 1))


@each(QUESTIONS + CHANGES)
def test_a_file_holds_one_statement(path: Path) -> None:
    assert len(statements(path)) == 1


@each(QUESTIONS)
def test_a_question_only_reads(path: Path) -> None:
    assert statements(path)[0].type.name == "SELECT"
    writing = (exp.Insert, exp.Update, exp.Delete, exp.Merge)
    assert list(tree(path).find_all(*writing)) == []


@each(CHANGES)
def test_a_change_only_writes_rows(path: Path) -> None:
    assert statements(path)[0].type.name in WRITING | {"COPY", "SELECT"}


@each(QUESTIONS + CHANGES)
def test_the_header_names_exactly_the_parameters(path: Path) -> None:
    lines = [line for line in header(path) if line.startswith("-- $")]
    matches = [PARAMETER.match(line) for line in lines]
    assert [line for line, match in zip(lines, matches, strict=True) if match is None] == []
    names = [match[1] for match in matches if match]
    assert len(names) == len(set(names))
    assert set(names) == set(statements(path)[0].named_parameters)
    assert {match[2] for match in matches if match} <= TYPES


@each(QUESTIONS + CHANGES)
def test_the_header_begins_with_what_one_row_is(path: Path) -> None:
    first = text(path).splitlines()[0]
    assert first.startswith("-- ")
    assert not first.startswith("-- $")
    assert first.endswith((".", ":", ","))


@each(QUESTIONS)
def test_a_question_tells_what_its_parameters_mean(path: Path) -> None:
    silent = [
        line
        for line in header(path)
        if line.startswith("-- $") and (match := PARAMETER.match(line)) and not match[3]
    ]
    assert silent == []


@each(QUESTIONS)
@pytest.mark.parametrize("dialect", CLUSTERS)
def test_a_question_can_move_to_a_cluster(path: Path, dialect: str) -> None:
    moved = sqlglot.transpile(
        text(path), read="duckdb", write=dialect, unsupported_level=ErrorLevel.RAISE
    )
    assert len(moved) == 1


@each(QUESTIONS)
def test_a_question_keeps_to_portable_words(path: Path) -> None:
    sql = bare(path)
    used = {word for word, pattern in FORBIDDEN.items() if re.search(pattern, sql)}
    assert used == set()


@each(QUESTIONS)
def test_sums_say_their_type(path: Path) -> None:
    """Elsewhere a sum of decimals or integers is as wide as the engine likes."""
    loose = [
        total.sql("duckdb")
        for total in tree(path).find_all(exp.Sum, exp.Avg)
        if not _is_cast(total)
    ]
    assert loose == []


def _is_cast(node: exp.Expression) -> bool:
    above = node.parent
    while above is not None and not isinstance(above, exp.Select):
        if isinstance(above, exp.Cast):
            return True
        above = above.parent
    return False


@each(QUESTIONS)
def test_no_division_by_nothing(path: Path) -> None:
    open_ended = [
        division.sql("duckdb")
        for division in tree(path).find_all(exp.Div, exp.IntDiv, exp.Mod)
        if not isinstance(division.expression.unnest(), (exp.Literal, exp.Nullif))
        and not _divides_by_nullif(division)
    ]
    assert open_ended == []


def _divides_by_nullif(division: exp.Expression) -> bool:
    return any(division.expression.find_all(exp.Nullif))

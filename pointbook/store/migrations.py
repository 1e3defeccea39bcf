"""Numbered schema files, each applied once, with a copy of the book before each."""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path

import duckdb

from pointbook.clock import utc_now
from pointbook.errors import BookDamaged
from pointbook.settings import QUERIES

GENESIS = "0" * 64
GUARDED = (
    "point_entry", "lot_entry", "point_hold", "hold_entry", "audit_link", "customer_order", "reward", "redemption",
    "audit_refusal", "permission_review", "approval_request", "approval_event",
    "late_entry", "month_close", "month_line", "month_reopening", "reconciliation",
    "clearing_rule", "clearing_run",
)  # fmt: skip


def schema_files() -> list[tuple[int, Path]]:
    """All migrations, ascending by number."""
    return sorted((int(p.name[:4]), p) for p in (QUERIES / "schema").glob("[0-9]*.sql"))


def migrate(connection: duckdb.DuckDBPyConnection, path: Path | None) -> list[int]:
    """Bring a book to the newest schema; the numbers applied. A file that is no book is refused."""
    tables = {
        row[0] for row in connection.execute("select table_name from duckdb_tables()").fetchall()
    }
    if tables and "migration" not in tables:
        raise BookDamaged(path=str(path), detail="not a Pointbook file")
    connection.execute(
        "create table if not exists migration "
        "(number integer primary key, name varchar not null, applied_at timestamp not null)"
    )
    done = {row[0] for row in connection.execute("select number from migration").fetchall()}
    applied: list[int] = []
    for number, file in schema_files():
        if number in done:
            continue
        connection.execute("checkpoint")
        if path is not None and done:
            shutil.copy2(path, path.with_name(f"{path.name}.before-{number:04d}"))
        connection.execute("begin")
        connection.execute(file.read_text(encoding="utf-8"))
        connection.execute("insert into migration values (?, ?, ?)", [number, file.stem, utc_now()])
        if not done and not applied:
            connection.execute(
                "insert into book_state values (?, 0, 0, 0, 0, 0, 0, ?)",
                [uuid.uuid4().hex, GENESIS],
            )
        connection.execute("commit")
        connection.execute("checkpoint")
        applied.append(number)
    return applied


def missing_guards(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The append-only triggers that a book should have and has not."""
    names = {
        r[0] for r in connection.execute("select trigger_name from duckdb_triggers()").fetchall()
    }
    wanted = {f"{table}_no_{event}" for table in GUARDED for event in ("update", "delete")}
    return sorted(wanted - names)

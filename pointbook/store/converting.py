"""A plain book becomes an encrypted one: its tables are copied, and its guards, which DuckDB leaves out."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pointbook.errors import WrongBookKey
from pointbook.store.opening import attach, in_memory, quoted, refusal_to_open

_GUARDS = "select sql from duckdb_triggers() where database_name = 'plain' order by trigger_name"


def encrypt_plain(path: Path, key: str) -> None:
    """Encrypt the file of a plain book in its place; an encrypted one stays. NoBookEncryption, BookDamaged."""
    new = path.with_name(f"{path.name}.encrypted")
    try:
        with in_memory() as connection:
            connection.execute(f"attach {quoted(path)} as plain (read_only)")
            attach(connection, new, key)
            connection.execute("copy from database plain to book")
            for (guard,) in connection.execute(_GUARDS).fetchall():
                connection.execute(guard)
            connection.execute("checkpoint book")
        new.replace(path)
    except duckdb.Error as error:
        refusal = refusal_to_open(path, error)
        if not isinstance(refusal, WrongBookKey):  # without a key it could not be read: it has one
            raise refusal from None
    finally:
        for leftover in (new, new.with_name(f"{new.name}.wal")):
            leftover.unlink(missing_ok=True)

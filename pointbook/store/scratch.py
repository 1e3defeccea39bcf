"""Folders for a while: gone when their work is over, or at a later start when the process was killed."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import polars as pl

# Windows has no such locks; there, leftovers wait for the system to clear its temporary folder.
fcntl: Any = import_module("fcntl") if find_spec("fcntl") else None

PREFIX: Final = "pointbook-"
_HELD: Final = "held"
_locks: dict[Path, int] = {}


def make_scratch(purpose: str, within: Path | None = None) -> Path:
    """A new private folder of this process, under lock as long as the process lives."""
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{purpose}-", dir=within))
    if fcntl is not None:
        # The lock has its name only once it is held: a folder without one is nobody's leftover yet.
        new = folder / f"{_HELD}.new"
        lock = os.open(new, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        new.rename(folder / _HELD)
        _locks[folder] = lock
    return folder


def drop_scratch(folder: Path) -> None:
    """Remove a folder and all that is in it."""
    _remove(folder)
    lock = _locks.pop(folder, None)
    if lock is not None:
        os.close(lock)


def _remove(folder: Path) -> None:
    """The lock goes last: whoever is killed on the way leaves a folder that the next start finds."""
    for each in folder.glob("*"):
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each, ignore_errors=True)
        elif each.name != _HELD:
            with suppress(OSError):
                each.unlink()
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def scratch(purpose: str, within: Path | None = None) -> Iterator[Path]:
    """A private folder for as long as the block lasts."""
    folder = make_scratch(purpose, within)
    try:
        yield folder
    finally:
        drop_scratch(folder)


def sweep_scratch(within: Path | None = None) -> list[str]:
    """Remove the folders of processes that have died, in a folder or in the system's temporary one; their names."""
    place = within or Path(tempfile.gettempdir())
    found = place.glob(f"{PREFIX}*/{_HELD}") if fcntl is not None else iter(())
    gone = []
    for held in found:
        with suppress(OSError):  # somebody else's, or gone meanwhile
            lock = os.open(held, os.O_RDWR)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _remove(held.parent)
                if not held.parent.exists():
                    gone.append(held.parent.name)
            finally:
                os.close(lock)
    return gone


def stage(frame: pl.DataFrame, folder: Path) -> Path:
    """Put a frame where a statement can read it, under a name of its own."""
    path = folder / f"staged-{uuid.uuid4().hex}.parquet"
    # Read once, from memory: packing it, or knowing its least and greatest, costs more than it saves.
    frame.write_parquet(path, compression="uncompressed", statistics=False)
    return path

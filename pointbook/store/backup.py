"""Backup and restore: a copy counts only after it has been opened and checked."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from pointbook.errors import BookDamaged, BookMissing, BookReadOnly, TargetExists
from pointbook.store.head import head_path
from pointbook.store.store import Store

Check = Callable[[Path], list[str]]
"""Opens a copy and tells what is broken in it."""


def backup(store: Store, target: Path, check: Check) -> Path:
    """Copy a book to `target`; TargetExists, BookDamaged when the copy does not hold."""
    _refuse_existing(target)
    return _checked_copy(store.quiet_copy, target, check)


def restore(source: Path, target: Path, check: Check) -> Path:
    """Copy a backup to `target`, which must be new."""
    if not source.is_file():
        raise BookMissing(path=str(source))
    _refuse_existing(target)
    return _checked_copy(lambda copy: shutil.copyfile(source, copy), target, check)


def _refuse_existing(target: Path) -> None:
    if target.exists():
        raise TargetExists(path=str(target))


def _checked_copy(copy: Callable[[Path], object], target: Path, check: Check) -> Path:
    draft = target.with_name(target.name + ".unchecked")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        copy(draft)
        broken = check(draft)
        if broken:
            raise BookDamaged(path=str(target), detail=broken[0])
        draft.replace(target)
        head_path(draft).replace(head_path(target))
    except OSError as error:
        raise BookReadOnly(path=str(target), detail=error.strerror or "") from None
    finally:
        for leftover in (draft, head_path(draft), draft.with_name(draft.name + ".wal")):
            leftover.unlink(missing_ok=True)
    return target

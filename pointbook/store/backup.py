"""A copy of a book counts only after it has been opened and checked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pointbook.errors import BookDamaged, BookReadOnly, TargetExists
from pointbook.store.head import head_path
from pointbook.store.trouble import refusal_of

Check = Callable[[Path], list[str]]
"""Opens a copy and tells what is broken in it."""


def refuse_existing(target: Path) -> None:
    """TargetExists: a copy never overwrites."""
    if target.exists():
        raise TargetExists(path=str(target))


def checked_copy(copy: Callable[[Path], object], target: Path, check: Check) -> Path:
    """Have `copy` write a file and give it its name once nothing in it is broken. BookDamaged, BookReadOnly."""
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
        barred = BookReadOnly(path=str(target), detail=error.strerror or "")
        raise refusal_of(target, error) or barred from None
    finally:
        for leftover in (draft, head_path(draft), draft.with_name(draft.name + ".wal")):
            leftover.unlink(missing_ok=True)
    return target

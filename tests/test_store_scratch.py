"""Folders for a while: whoever dies leaves nothing that the next start does not find."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from pointbook.store import scratch


class _Killed(BaseException):
    """The process is gone in the middle of it."""


@pytest.mark.parametrize("removed", range(4))
def test_a_removal_cut_short_is_ended_by_the_next_start(
    removed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = scratch.make_scratch("test", tmp_path)
    for name in ("a", "z"):
        (folder / name).write_text("somebody's rows")
    (folder / "spill").mkdir()
    (folder / "spill" / "rows").write_text("somebody's rows")
    left, unlink = removed, os.unlink

    def unlink_some(*args: Any, **options: Any) -> None:
        nonlocal left
        if left == 0:
            raise _Killed
        left -= 1
        unlink(*args, **options)

    with monkeypatch.context() as patched:
        patched.setattr(os, "unlink", unlink_some)
        with pytest.raises(_Killed):
            scratch.drop_scratch(folder)
    os.close(scratch._locks.pop(folder))  # as the system does for a process that died

    assert scratch.sweep_scratch(tmp_path) == [folder.name]
    assert list(tmp_path.iterdir()) == []


def test_what_somebody_holds_is_left_alone(tmp_path: Path) -> None:
    with scratch.scratch("test", tmp_path) as folder:
        (folder / "rows").write_text("somebody's rows")
        assert scratch.sweep_scratch(tmp_path) == []
        assert (folder / "rows").exists()
    assert list(tmp_path.iterdir()) == []

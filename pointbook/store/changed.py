"""What a command changed, as the audit keeps it: from what to what, and nothing personal."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pointbook.columns import COLUMNS


def changed(
    before: Mapping[str, object], after: Mapping[str, object], *, hidden: Collection[str] = ()
) -> dict[str, list[object] | None]:
    """The fields of `after` that were otherwise before, with both values.

    None stands for both where a field is personal, free text or in `hidden`: only that it changed is kept.
    """
    return {
        name: [before.get(name), value] if _is_open(name) and name not in hidden else None
        for name, value in sorted(after.items())
        if before.get(name) != value
    }


def _is_open(name: str) -> bool:
    """A field that nobody described may hold anything."""
    known = COLUMNS.get(name)
    return known is not None and known.privacy == "open" and known.type != "long_text"

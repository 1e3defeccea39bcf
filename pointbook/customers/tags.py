"""Tags of a customer: words separated by commas, each once."""

from __future__ import annotations

from collections.abc import Iterable


def split_tags(tags: str | None) -> list[str]:
    """Tags as a list, each once."""
    bare = (each.strip() for each in (tags or "").split(","))
    return list(dict.fromkeys(each for each in bare if each))


def join_tags(tags: Iterable[str]) -> str | None:
    """Tags as they are stored; a comma parts them in either width."""
    return ",".join(split_tags(",".join(each.replace("，", ",") for each in tags))) or None

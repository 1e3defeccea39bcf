"""What the reader of a file is told instead of finding it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

NO_HEADER: Final = -1


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the reader is told; None = find it out."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    """The header's place among the rows of the file, from 0; NO_HEADER = there is none."""
    header_lines: int | None = None
    """How many lines the header has; the names of several are joined."""
    quote: str | None = None
    """The character around cells that hold delimiters; '' = there is none."""
    member: str | None = None
    """The file to read of an archive that holds several."""

    def or_else(self, others: Mapping[str, Any]) -> Wishes:
        """These wishes, and others where these say nothing."""
        said = {name: wish for name, wish in asdict(self).items() if wish is not None}
        return Wishes(**{**others, **said})


FIND_OUT: Final = Wishes()

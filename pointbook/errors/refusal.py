"""What all refusals have in common."""

from __future__ import annotations

from typing import ClassVar


class PointbookError(Exception):
    """A command was refused and nothing was written. `code` names the sentence, `values` fill it."""

    code: ClassVar[str] = "refused"

    def __init__(self, **values: object) -> None:
        super().__init__(values)
        self.values = values
        self.is_kept = False

    def __str__(self) -> str:
        from pointbook.texts import (
            error_text,
        )  # texts is a leaf; imported late so that raising stays cheap

        return error_text(self, "en")

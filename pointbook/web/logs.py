"""The log of the server: one event a line, with its time in UTC, whatever was typed into it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_GOES_ON: Final = "\n  | "


class Line(logging.Formatter):
    """Time, level, place and words. Only an event begins a line; a traceback, or a text with ends of lines, goes on."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        """When it was, in UTC and saying so."""
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")

    def format(self, record: logging.LogRecord) -> str:
        """The text of one event; what could steer a terminal is written out."""
        lines = super().format(record).splitlines()
        return _GOES_ON.join(_CONTROL.sub(lambda c: f"\\x{ord(c[0]):02x}", each) for each in lines)


@contextmanager
def written() -> Iterator[None]:
    """Write what the program says of itself to the standard error, and tracebacks with it."""
    ours, handler = logging.getLogger("pointbook"), logging.StreamHandler()
    handler.setFormatter(Line())
    level = ours.level
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
    try:
        yield
    finally:
        ours.removeHandler(handler)
        ours.setLevel(level)

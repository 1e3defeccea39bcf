"""Refusals around files that leave: tables, pictures, reports."""

from __future__ import annotations

from pointbook.errors.refusal import PointbookError


class TooManyRows(PointbookError):
    """A file would have more rows than one may have (rows, limit)."""

    code = "too_many_rows"


class PictureNotMade(PointbookError):
    """The server has no browser to draw a picture with, or that browser failed (kind, detail)."""

    code = "picture_not_made"


class FontMissing(PointbookError):
    """No font with Chinese characters was found on the server, and a PDF must carry one (path)."""

    code = "font_missing"


class NotAPeriod(PointbookError):
    """Not a week, month, quarter or year as the report asks for one (value, example)."""

    code = "not_a_period"

"""Refusals about files on their way into the book."""

from __future__ import annotations

from pointbook.errors.refusal import PointbookError


class UnknownImport(PointbookError):
    """The unfinished import was posted, given up or forgotten meanwhile (filename)."""

    code = "unknown_import"


class UnknownAnswer(PointbookError):
    """There is no such answer to what an import does about known rows (question, answer)."""

    code = "unknown_answer"


class StalePlan(PointbookError):
    """The book changed since the plan was made in a way that alters it; plan again."""

    code = "stale_plan"


class UnreadableFile(PointbookError):
    """The file is not what its name says or cannot be read as a table (filename, detail)."""

    code = "unreadable_file"


class UnknownKind(PointbookError):
    """No such kind of import, or the mapping lacks a column that it needs (kind, missing)."""

    code = "unknown_kind"


class InvalidProfile(PointbookError):
    """The text is no import profile, or a part of it means nothing here (detail)."""

    code = "invalid_profile"


class UnknownProfile(PointbookError):
    """The book keeps no import profile of this name (name)."""

    code = "unknown_profile"


class UnknownMeaning(PointbookError):
    """A column cannot be read as somebody said: the unit, word or order means nothing here (field, value)."""

    code = "unknown_meaning"


class ProblemsRemain(PointbookError):
    """The file has rows with problems and was to be posted whole or not at all (rows)."""

    code = "problems_remain"


class FolderUnusable(PointbookError):
    """A folder to be watched is not there, or files cannot be moved within it (path, detail)."""

    code = "folder_unusable"

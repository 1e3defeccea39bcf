"""Refusals about the list of reasons."""

from __future__ import annotations

from pointbook.errors.refusal import PointbookError


class ReasonNotListed(PointbookError):
    """The reason is not on the list, and the programme takes no other (reason)."""

    code = "reason_not_listed"


class ReasonExists(PointbookError):
    """The list has this reason already (reason)."""

    code = "reason_exists"


class UnknownReason(PointbookError):
    """No reason has this number (reason_id)."""

    code = "unknown_reason"

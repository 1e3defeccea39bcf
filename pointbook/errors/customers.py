"""Refusals about what is written of customers."""

from __future__ import annotations

from pointbook.errors.refusal import PointbookError


class UnknownChange(PointbookError):
    """The command changed nothing of the customer that is still known (customer_no)."""

    code = "unknown_change"


class ChangedSince(PointbookError):
    """A field is not any more as the change left it (customer_no, field)."""

    code = "changed_since"

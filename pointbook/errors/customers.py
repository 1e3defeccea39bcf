"""Refusals about what is written of customers."""

from __future__ import annotations

from pointbook.errors.refusal import PointbookError


class UnknownChange(PointbookError):
    """The command changed nothing of the customer that is still known (customer_no)."""

    code = "unknown_change"


class NoTierToKeep(PointbookError):
    """There is no tier that could be kept (customer_no)."""

    code = "no_tier_to_keep"


class FloorWithoutEnd(PointbookError):
    """A tier is to be kept, and nobody said until when (tier)."""

    code = "floor_without_end"


class FloorInPast(PointbookError):
    """The last day on which a tier is to be kept is over (value)."""

    code = "floor_in_past"


class ChangedSince(PointbookError):
    """A field is not any more as the change left it (customer_no, field)."""

    code = "changed_since"

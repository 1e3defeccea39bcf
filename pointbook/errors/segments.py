"""Refusals about segments of customers."""

from __future__ import annotations

from pointbook.errors.access import NotPermitted
from pointbook.errors.refusal import PointbookError


class UnknownSegment(PointbookError):
    """No segment with this number that the actor sees (segment_id)."""

    code = "unknown_segment"


class SegmentExists(PointbookError):
    """The owner has another segment of this name (name)."""

    code = "segment_exists"


class SegmentOfAnother(NotPermitted):
    """A shared segment is changed by its owner, or by whoever manages users (name, user_name)."""

    code = "segment_of_another"


class SegmentWithoutRule(PointbookError):
    """A list that was brought along has no rule to find its members anew (name)."""

    code = "segment_without_rule"


class RuleWithoutDays(PointbookError):
    """Points earned or redeemed are asked for, and not in how many days."""

    code = "rule_without_days"


class TooManyLines(PointbookError):
    """A list is longer than can be looked up at once (lines, limit)."""

    code = "too_many_lines"

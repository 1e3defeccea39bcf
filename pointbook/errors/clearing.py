"""Refusals about rules by which points clear by themselves."""

from __future__ import annotations

from pointbook.errors.refusal import PointbookError


class UnknownClearingRule(PointbookError):
    """No rule with this number (rule_id)."""

    code = "unknown_clearing_rule"


class InvalidClearingRule(PointbookError):
    """A rule that says something impossible, or not enough (detail)."""

    code = "invalid_clearing_rule"


class StaleClearingRule(PointbookError):
    """The rule was changed since it was shown (name, version)."""

    code = "stale_clearing_rule"

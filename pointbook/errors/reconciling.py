"""Refusals about comparisons with other systems."""

from __future__ import annotations

from pointbook.errors.refusal import PointbookError


class UnknownReconciliation(PointbookError):
    """No comparison has this number, or not one with this line that the actor sees (reconciliation_id)."""

    code = "unknown_reconciliation"

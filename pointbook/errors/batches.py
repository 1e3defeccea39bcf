"""Refusals about one action over many customers."""

from __future__ import annotations

from pointbook.errors.refusal import PointbookError


class StalePreview(PointbookError):
    """Customers of a batch moved after it was previewed (customers)."""

    code = "stale_preview"


class PreviewChanged(PointbookError):
    """A batch would be another one than that which was agreed to."""

    code = "preview_changed"


class BatchHasProblems(PointbookError):
    """Some of a batch cannot be done, and it was to be posted whole or not at all (customers)."""

    code = "batch_has_problems"


class EmptyBatch(PointbookError):
    """Nobody of a batch would be changed."""

    code = "empty_batch"


class NobodyMeant(PointbookError):
    """A batch on the command line named no customers, and did not say that all are meant."""

    code = "nobody_meant"


class NothingToEdit(PointbookError):
    """A batch was to edit customers and says of no field what it shall be."""

    code = "nothing_to_edit"


class FieldNotForMany(PointbookError):
    """A field of one's own cannot be edited for many at once (field, fields)."""

    code = "field_not_for_many"

"""Refusals about saved views."""

from __future__ import annotations

from pointbook.errors.access import NotPermitted
from pointbook.errors.refusal import PointbookError


class UnknownView(PointbookError):
    """No saved view with this number that the actor sees (view_id)."""

    code = "unknown_view"


class ViewExists(PointbookError):
    """The owner has another view of this page under this name (name)."""

    code = "view_exists"


class ViewOfAnother(NotPermitted):
    """A shared view is changed by its owner, or by whoever manages users (name, user_name)."""

    code = "view_of_another"

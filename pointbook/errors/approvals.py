"""Refusals about changes that wait for a second pair of eyes."""

from __future__ import annotations

from pointbook.errors.access import NotPermitted
from pointbook.errors.refusal import PointbookError


class UnknownApproval(PointbookError):
    """No request has this number, or not one that the actor sees (approval_id)."""

    code = "unknown_approval"


class NotWaiting(PointbookError):
    """The request was decided already (approval_id, state)."""

    code = "not_waiting"


class OwnRequest(NotPermitted):
    """Nobody decides what they asked for themselves (approval_id)."""

    code = "own_request"


class OthersRequest(NotPermitted):
    """Only whoever asked can withdraw a request (approval_id, author)."""

    code = "others_request"


class ApprovalExpired(PointbookError):
    """The numbers beneath a request have moved since it was asked for (approval_id, detail)."""

    code = "approval_expired"

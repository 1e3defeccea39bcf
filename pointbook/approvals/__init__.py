"""Approvals: changes beyond somebody's limits, kept until a second pair of eyes has looked at them."""

from __future__ import annotations

from pointbook.approvals.request import Opened as Opened
from pointbook.approvals.request import Request as Request
from pointbook.approvals.room import Approvals as Approvals

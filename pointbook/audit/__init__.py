"""What was done and what was refused, by whom and from where; the head of the chain; rights reviewed."""

from pointbook.audit.actions import Action, Actions, Wanted
from pointbook.audit.room import Audit

__all__ = ["Action", "Actions", "Audit", "Wanted"]

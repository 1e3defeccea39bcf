"""Posting entries, lots, expiry, reversal, holds. The only room that writes points."""

from pointbook.ledger.desk import Posting
from pointbook.ledger.room import Ledger
from pointbook.ledger.standing import Balance
from pointbook.ledger.undo import Undone

__all__ = ["Balance", "Ledger", "Posting", "Undone"]

"""Refusals of the ledger: what points, customers and entries do not allow."""

from __future__ import annotations

from pointbook.errors.refusal import PointbookError


class InsufficientPoints(PointbookError):
    """The customer has fewer available points than the command needs (customer_no, available, needed)."""

    code = "insufficient_points"


class CustomerInDebt(InsufficientPoints):
    """A customer who owes points cannot send any (customer_no, debt)."""

    code = "customer_in_debt"


class InvalidAmount(PointbookError):
    """Zero, negative, not a number, too many decimals or digits (value, decimals)."""

    code = "invalid_amount"


class InvalidDate(PointbookError):
    """Not a date, before 1900, later than now, or out of order with another date (value)."""

    code = "invalid_date"


class DateInFuture(InvalidDate):
    """The change is dated later than now (value, now)."""

    code = "date_in_future"


class ReversalBeforeOriginal(InvalidDate):
    """A reversal is dated before the entry it reverses (value, original)."""

    code = "reversal_before_original"


class ExpiryNotLater(InvalidDate):
    """Points would end no later than they do (entry_id, value, expires_at)."""

    code = "expiry_not_later"


class MergeTooEarly(InvalidDate):
    """A merge is dated before points or debts that it carries over (customer_no, value, newest)."""

    code = "merge_too_early"


class ClawbackBlocked(PointbookError):
    """Points of the earn are spent and the policy is block (available, needed)."""

    code = "clawback_blocked"


class NothingToReverse(PointbookError):
    """All of the entry is reversed already, or it is of a kind that cannot be reversed this way (entry_id)."""

    code = "nothing_to_reverse"


class NothingToExtend(PointbookError):
    """The entry opened no lot, or nothing is left in it (entry_id)."""

    code = "nothing_to_extend"


class PointsExpired(PointbookError):
    """The points of the entry have expired, so that they cannot go on as they are (entry_id, expired_on)."""

    code = "points_expired"


class NothingToClear(PointbookError):
    """The customer has no available points to clear (customer_no)."""

    code = "nothing_to_clear"


class NothingHeld(PointbookError):
    """The hold has fewer points left than asked (hold_id, held, needed)."""

    code = "nothing_held"


class PointsHeld(PointbookError):
    """The customer has points on hold, which cannot move (customer_no, held)."""

    code = "points_held"


class UnknownCustomer(PointbookError):
    """No customer has this number (customer_no)."""

    code = "unknown_customer"


class CustomerExists(PointbookError):
    """The number is taken (customer_no)."""

    code = "customer_exists"


class SameCustomer(PointbookError):
    """Sender and receiver are the same customer (customer_no)."""

    code = "same_customer"


class CustomerMerged(PointbookError):
    """The customer lives on in another, where points are changed from now on (customer_no, into)."""

    code = "customer_merged"


class UnknownEntry(PointbookError):
    """No entry has this id (entry_id)."""

    code = "unknown_entry"


class UnknownHold(PointbookError):
    """No hold has this id (hold_id)."""

    code = "unknown_hold"


class UnknownBatch(PointbookError):
    """No batch has this id, or it cannot be undone (batch_id)."""

    code = "unknown_batch"


class AlreadyUndone(PointbookError):
    """The batch was undone before (batch_id, undone_by)."""

    code = "already_undone"


class ReversedSince(PointbookError):
    """An entry of a merge was reversed by itself, so that its pair cannot be undone (batch_id, entry_id)."""

    code = "reversed_since"


class ReplacedSince(PointbookError):
    """A later import took entries of the batch back; that one has to be undone first (batch_id, replaced_by)."""

    code = "replaced_since"


class DuplicateKeyConflict(PointbookError):
    """The request id or the outside number was used before for something else (key)."""

    code = "duplicate_key_conflict"


class StaleWrite(PointbookError):
    """The customer changed since the form was shown (customer_no, expected, found, by, command, at)."""

    code = "stale_write"


class PostedAgainSince(PointbookError):
    """What the import took back was posted again meanwhile, and would be there twice (batch_id, entry_id)."""

    code = "posted_again_since"


class MonthIsClosed(InvalidDate):
    """The month of the date is closed (value, closed: the last day that is)."""

    code = "month_is_closed"


class NotAMonth(InvalidDate):
    """A month is named by its first day (value)."""

    code = "not_a_month"


class MonthNotOver(PointbookError):
    """A month can be closed once it is over (month)."""

    code = "month_not_over"


class MonthNotNext(PointbookError):
    """Months are closed in order (month, next)."""

    code = "month_not_next"


class MonthNotClosed(PointbookError):
    """Only the month that was closed last can be opened again (month)."""

    code = "month_not_closed"

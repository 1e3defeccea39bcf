"""The refusals: each class has a stable code and values; the sentence in both languages is in texts/ under [errors]."""

from __future__ import annotations

from pointbook.errors.access import CrossOrigin as CrossOrigin
from pointbook.errors.access import DepartmentCycle as DepartmentCycle
from pointbook.errors.access import DepartmentInUse as DepartmentInUse
from pointbook.errors.access import FixedRole as FixedRole
from pointbook.errors.access import LastAdministrator as LastAdministrator
from pointbook.errors.access import LinkExpired as LinkExpired
from pointbook.errors.access import NotPermitted as NotPermitted
from pointbook.errors.access import OverBatchLimit as OverBatchLimit
from pointbook.errors.access import OverDayLimit as OverDayLimit
from pointbook.errors.access import OverLimit as OverLimit
from pointbook.errors.access import OwnPassword as OwnPassword
from pointbook.errors.access import PasswordsDiffer as PasswordsDiffer
from pointbook.errors.access import SamePassword as SamePassword
from pointbook.errors.access import SignedOut as SignedOut
from pointbook.errors.access import TooLarge as TooLarge
from pointbook.errors.access import TooManyRequests as TooManyRequests
from pointbook.errors.access import TooManyTries as TooManyTries
from pointbook.errors.access import UnknownDepartment as UnknownDepartment
from pointbook.errors.access import UnknownRole as UnknownRole
from pointbook.errors.access import UnknownUser as UnknownUser
from pointbook.errors.access import UserExists as UserExists
from pointbook.errors.access import WeakPassword as WeakPassword
from pointbook.errors.access import WrongPassword as WrongPassword
from pointbook.errors.refusal import PointbookError as PointbookError


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


class MergeTooEarly(InvalidDate):
    """A merge is dated before points or debts that it carries over (customer_no, value, newest)."""

    code = "merge_too_early"


class InvalidText(PointbookError):
    """A text that must not be empty is empty, or one is too long (field, limit)."""

    code = "invalid_text"


class ClawbackBlocked(PointbookError):
    """Points of the earn are spent and the policy is block (available, needed)."""

    code = "clawback_blocked"


class NothingToReverse(PointbookError):
    """All of the entry is reversed already, or it is of a kind that cannot be reversed this way (entry_id)."""

    code = "nothing_to_reverse"


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


class UnknownImport(PointbookError):
    """The unfinished import was posted, given up or forgotten meanwhile (filename)."""

    code = "unknown_import"


class AlreadyUndone(PointbookError):
    """The batch was undone before (batch_id, undone_by)."""

    code = "already_undone"


class ReversedSince(PointbookError):
    """An entry of a merge was reversed by itself, so that its pair cannot be undone (batch_id, entry_id)."""

    code = "reversed_since"


class ReplacedSince(PointbookError):
    """A later import took entries of the batch back; that one has to be undone first (batch_id, replaced_by)."""

    code = "replaced_since"


class PostedAgainSince(PointbookError):
    """What the import took back was posted again meanwhile, and would be there twice (batch_id, entry_id)."""

    code = "posted_again_since"


class UnknownAnswer(PointbookError):
    """There is no such answer to what an import does about known rows (question, answer)."""

    code = "unknown_answer"


class DuplicateKeyConflict(PointbookError):
    """The request id or the outside number was used before for something else (key)."""

    code = "duplicate_key_conflict"


class StaleWrite(PointbookError):
    """The customer changed since the form was shown (customer_no, expected, found)."""

    code = "stale_write"


class StalePlan(PointbookError):
    """The book changed since the plan was made in a way that alters it; plan again."""

    code = "stale_plan"


class BookLocked(PointbookError):
    """Another process has the book open (path, holder)."""

    code = "book_locked"


class BookDamaged(PointbookError):
    """The book's file cannot be read, is not a book, or misses its guards (path, detail)."""

    code = "book_damaged"


class BookReadOnly(PointbookError):
    """The book cannot be written: its folder is read-only, or it is behind its head (path, detail)."""

    code = "book_read_only"


class BookBehind(BookReadOnly):
    """The book holds less than was once written to it (path, link_id, head_link_id)."""

    code = "book_behind"


class NotBehind(PointbookError):
    """There is nothing to accept: the book holds everything its head tells of (path)."""

    code = "not_behind"


class DiskFull(PointbookError):
    """The disk has no room left, so that nothing was written (path)."""

    code = "disk_full"


class BookMissing(PointbookError):
    """There is no book at the path (path)."""

    code = "book_missing"


class UnreadableFile(PointbookError):
    """The file is not what its name says or cannot be read as a table (filename, detail)."""

    code = "unreadable_file"


class UnknownKind(PointbookError):
    """No such kind of import, or the mapping lacks a column that it needs (kind, missing)."""

    code = "unknown_kind"


class InvalidProfile(PointbookError):
    """The text is no import profile, or a part of it means nothing here (detail)."""

    code = "invalid_profile"


class UnknownProfile(PointbookError):
    """The book keeps no import profile of this name (name)."""

    code = "unknown_profile"


class UnknownMeaning(PointbookError):
    """A column cannot be read as somebody said: the unit, word or order means nothing here (field, value)."""

    code = "unknown_meaning"


class ProblemsRemain(PointbookError):
    """The file has rows with problems and was to be posted whole or not at all (rows)."""

    code = "problems_remain"


class Cancelled(PointbookError):
    """Somebody stopped the work before it was written."""

    code = "cancelled"


class UnknownQuery(PointbookError):
    """No such question under queries/, or its parameters are off (name, detail)."""

    code = "unknown_query"


class TargetExists(PointbookError):
    """A backup or restore would overwrite a file (path)."""

    code = "target_exists"


class WrongBackupKey(PointbookError):
    """The backup is locked, and the secret at hand is not the one it was locked with, or there is none (path)."""

    code = "wrong_backup_key"


class InvalidBackupKey(PointbookError):
    """The secret for backups is too short, or the file that should hold it cannot be read (name, limit)."""

    code = "invalid_backup_key"


class AddressTaken(PointbookError):
    """The server cannot listen there: the port is in use or not allowed (address, detail)."""

    code = "address_taken"


class FolderUnusable(PointbookError):
    """A folder to be watched is not there, or files cannot be moved within it (path, detail)."""

    code = "folder_unusable"


class InvalidHead(PointbookError):
    """The text is no head of an audit chain: its link or its 64 characters are missing."""

    code = "invalid_head"


class UnknownReview(PointbookError):
    """No signed review of rights has this number (review_id)."""

    code = "unknown_review"

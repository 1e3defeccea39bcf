"""The refusals: each class has a stable code and values; the sentence in both languages is in texts/ under [errors]."""

from __future__ import annotations

from pointbook.errors.access import CompanySignInFailed as CompanySignInFailed
from pointbook.errors.access import CompanySignInOnly as CompanySignInOnly
from pointbook.errors.access import CompanySignInSettings as CompanySignInSettings
from pointbook.errors.access import CompanySignInUnreachable as CompanySignInUnreachable
from pointbook.errors.access import CrossOrigin as CrossOrigin
from pointbook.errors.access import DepartmentCycle as DepartmentCycle
from pointbook.errors.access import DepartmentInUse as DepartmentInUse
from pointbook.errors.access import FixedRole as FixedRole
from pointbook.errors.access import LastAdministrator as LastAdministrator
from pointbook.errors.access import LinkExpired as LinkExpired
from pointbook.errors.access import NotPermitted as NotPermitted
from pointbook.errors.access import NoUserForAccount as NoUserForAccount
from pointbook.errors.access import OverBatchLimit as OverBatchLimit
from pointbook.errors.access import OverDayLimit as OverDayLimit
from pointbook.errors.access import OverLimit as OverLimit
from pointbook.errors.access import OwnPassword as OwnPassword
from pointbook.errors.access import OwnRecord as OwnRecord
from pointbook.errors.access import PasswordsDiffer as PasswordsDiffer
from pointbook.errors.access import PostExists as PostExists
from pointbook.errors.access import PostInUse as PostInUse
from pointbook.errors.access import SamePassword as SamePassword
from pointbook.errors.access import SignedOut as SignedOut
from pointbook.errors.access import TooLarge as TooLarge
from pointbook.errors.access import TooManyRequests as TooManyRequests
from pointbook.errors.access import TooManyTries as TooManyTries
from pointbook.errors.access import UnknownDepartment as UnknownDepartment
from pointbook.errors.access import UnknownPost as UnknownPost
from pointbook.errors.access import UnknownRole as UnknownRole
from pointbook.errors.access import UnknownUser as UnknownUser
from pointbook.errors.access import UserExists as UserExists
from pointbook.errors.access import WeakPassword as WeakPassword
from pointbook.errors.access import WrongPassword as WrongPassword
from pointbook.errors.approvals import ApprovalExpired as ApprovalExpired
from pointbook.errors.approvals import NotWaiting as NotWaiting
from pointbook.errors.approvals import OthersRequest as OthersRequest
from pointbook.errors.approvals import OwnRequest as OwnRequest
from pointbook.errors.approvals import UnknownApproval as UnknownApproval
from pointbook.errors.corrections import ReasonExists as ReasonExists
from pointbook.errors.corrections import ReasonNotListed as ReasonNotListed
from pointbook.errors.corrections import UnknownReason as UnknownReason
from pointbook.errors.exports import FontMissing as FontMissing
from pointbook.errors.exports import NotAPeriod as NotAPeriod
from pointbook.errors.exports import PictureNotMade as PictureNotMade
from pointbook.errors.exports import TooManyRows as TooManyRows
from pointbook.errors.refusal import PointbookError as PointbookError
from pointbook.errors.segments import RuleWithoutDays as RuleWithoutDays
from pointbook.errors.segments import SegmentExists as SegmentExists
from pointbook.errors.segments import SegmentOfAnother as SegmentOfAnother
from pointbook.errors.segments import SegmentWithoutRule as SegmentWithoutRule
from pointbook.errors.segments import TooManyLines as TooManyLines
from pointbook.errors.segments import UnknownSegment as UnknownSegment


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


class InvalidText(PointbookError):
    """A text that must not be empty is empty, or one is too long (field, limit)."""

    code = "invalid_text"


class InvalidPointValue(PointbookError):
    """The value of a point is no amount of money from 0.0001 to 1,000 with at most four decimals (value)."""

    code = "invalid_point_value"


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


class UnknownAnswer(PointbookError):
    """There is no such answer to what an import does about known rows (question, answer)."""

    code = "unknown_answer"


class DuplicateKeyConflict(PointbookError):
    """The request id or the outside number was used before for something else (key)."""

    code = "duplicate_key_conflict"


class StaleWrite(PointbookError):
    """The customer changed since the form was shown (customer_no, expected, found, by, command, at)."""

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
    """The secret for backups is too short (name, limit)."""

    code = "invalid_backup_key"


class SecretUnreadable(PointbookError):
    """The file that should hold a secret cannot be read (name)."""

    code = "secret_unreadable"


class InvalidBookKey(PointbookError):
    """The key that encrypts the book is too short (name, limit)."""

    code = "invalid_book_key"


class NoBookEncryption(PointbookError):
    """A key for the book is set, and DuckDB's httpfs, which encrypts, is not on this machine (name, detail)."""

    code = "no_book_encryption"


class WrongBookKey(PointbookError):
    """The book is encrypted with another key, or no key is set (path, name)."""

    code = "wrong_book_key"


class BookNotEncrypted(PointbookError):
    """A key is set, and the book, or backup, is not encrypted (path, name)."""

    code = "book_not_encrypted"


class AddressTaken(PointbookError):
    """The server cannot listen there: the port is in use or not allowed (address, detail)."""

    code = "address_taken"


class FolderUnusable(PointbookError):
    """A folder to be watched is not there, or files cannot be moved within it (path, detail)."""

    code = "folder_unusable"


class InvalidHead(PointbookError):
    """The text is no head of an audit chain: its link or its 64 characters are missing."""

    code = "invalid_head"


class InvalidRetention(PointbookError):
    """Personal data would be kept for too short or too long a time (field, least, most)."""

    code = "invalid_retention"


class UnknownReview(PointbookError):
    """No signed review of rights has this number (review_id)."""

    code = "unknown_review"

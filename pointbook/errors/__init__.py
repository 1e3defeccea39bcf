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
from pointbook.errors.access import SignInAgain as SignInAgain
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
from pointbook.errors.batches import BatchHasProblems as BatchHasProblems
from pointbook.errors.batches import EmptyBatch as EmptyBatch
from pointbook.errors.batches import FieldNotForMany as FieldNotForMany
from pointbook.errors.batches import NobodyMeant as NobodyMeant
from pointbook.errors.batches import NothingToEdit as NothingToEdit
from pointbook.errors.batches import PreviewChanged as PreviewChanged
from pointbook.errors.batches import StalePreview as StalePreview
from pointbook.errors.book import BookBehind as BookBehind
from pointbook.errors.book import BookDamaged as BookDamaged
from pointbook.errors.book import BookLocked as BookLocked
from pointbook.errors.book import BookMissing as BookMissing
from pointbook.errors.book import BookNotEncrypted as BookNotEncrypted
from pointbook.errors.book import BookReadOnly as BookReadOnly
from pointbook.errors.book import DiskFull as DiskFull
from pointbook.errors.book import InvalidBackupKey as InvalidBackupKey
from pointbook.errors.book import InvalidBookKey as InvalidBookKey
from pointbook.errors.book import InvalidHead as InvalidHead
from pointbook.errors.book import NoBookEncryption as NoBookEncryption
from pointbook.errors.book import NotBehind as NotBehind
from pointbook.errors.book import SecretUnreadable as SecretUnreadable
from pointbook.errors.book import TargetExists as TargetExists
from pointbook.errors.book import WrongBackupKey as WrongBackupKey
from pointbook.errors.book import WrongBookKey as WrongBookKey
from pointbook.errors.clearing import InvalidClearingRule as InvalidClearingRule
from pointbook.errors.clearing import StaleClearingRule as StaleClearingRule
from pointbook.errors.clearing import UnknownClearingRule as UnknownClearingRule
from pointbook.errors.corrections import ReasonExists as ReasonExists
from pointbook.errors.corrections import ReasonNotListed as ReasonNotListed
from pointbook.errors.corrections import UnknownReason as UnknownReason
from pointbook.errors.customers import ChangedSince as ChangedSince
from pointbook.errors.customers import FloorInPast as FloorInPast
from pointbook.errors.customers import FloorWithoutEnd as FloorWithoutEnd
from pointbook.errors.customers import NoTierToKeep as NoTierToKeep
from pointbook.errors.customers import UnknownChange as UnknownChange
from pointbook.errors.exports import FontMissing as FontMissing
from pointbook.errors.exports import NotAPeriod as NotAPeriod
from pointbook.errors.exports import PictureNotMade as PictureNotMade
from pointbook.errors.exports import TooManyRows as TooManyRows
from pointbook.errors.imports import FolderUnusable as FolderUnusable
from pointbook.errors.imports import InvalidProfile as InvalidProfile
from pointbook.errors.imports import ProblemsRemain as ProblemsRemain
from pointbook.errors.imports import StalePlan as StalePlan
from pointbook.errors.imports import UnknownAnswer as UnknownAnswer
from pointbook.errors.imports import UnknownImport as UnknownImport
from pointbook.errors.imports import UnknownKind as UnknownKind
from pointbook.errors.imports import UnknownMeaning as UnknownMeaning
from pointbook.errors.imports import UnknownProfile as UnknownProfile
from pointbook.errors.imports import UnreadableFile as UnreadableFile
from pointbook.errors.ledger import AlreadyUndone as AlreadyUndone
from pointbook.errors.ledger import ClawbackBlocked as ClawbackBlocked
from pointbook.errors.ledger import CustomerExists as CustomerExists
from pointbook.errors.ledger import CustomerInDebt as CustomerInDebt
from pointbook.errors.ledger import CustomerMerged as CustomerMerged
from pointbook.errors.ledger import DateInFuture as DateInFuture
from pointbook.errors.ledger import DuplicateKeyConflict as DuplicateKeyConflict
from pointbook.errors.ledger import ExpiryNotLater as ExpiryNotLater
from pointbook.errors.ledger import InsufficientPoints as InsufficientPoints
from pointbook.errors.ledger import InvalidAmount as InvalidAmount
from pointbook.errors.ledger import InvalidDate as InvalidDate
from pointbook.errors.ledger import MergeTooEarly as MergeTooEarly
from pointbook.errors.ledger import MonthIsClosed as MonthIsClosed
from pointbook.errors.ledger import MonthNotClosed as MonthNotClosed
from pointbook.errors.ledger import MonthNotNext as MonthNotNext
from pointbook.errors.ledger import MonthNotOver as MonthNotOver
from pointbook.errors.ledger import NotAMonth as NotAMonth
from pointbook.errors.ledger import NothingHeld as NothingHeld
from pointbook.errors.ledger import NothingToClear as NothingToClear
from pointbook.errors.ledger import NothingToExtend as NothingToExtend
from pointbook.errors.ledger import NothingToReverse as NothingToReverse
from pointbook.errors.ledger import PointsExpired as PointsExpired
from pointbook.errors.ledger import PointsHeld as PointsHeld
from pointbook.errors.ledger import PostedAgainSince as PostedAgainSince
from pointbook.errors.ledger import ReplacedSince as ReplacedSince
from pointbook.errors.ledger import ReversalBeforeOriginal as ReversalBeforeOriginal
from pointbook.errors.ledger import ReversedSince as ReversedSince
from pointbook.errors.ledger import SameCustomer as SameCustomer
from pointbook.errors.ledger import StaleWrite as StaleWrite
from pointbook.errors.ledger import UnknownBatch as UnknownBatch
from pointbook.errors.ledger import UnknownCustomer as UnknownCustomer
from pointbook.errors.ledger import UnknownEntry as UnknownEntry
from pointbook.errors.ledger import UnknownHold as UnknownHold
from pointbook.errors.reconciling import UnknownReconciliation as UnknownReconciliation
from pointbook.errors.refusal import PointbookError as PointbookError
from pointbook.errors.segments import RuleWithoutDays as RuleWithoutDays
from pointbook.errors.segments import SegmentExists as SegmentExists
from pointbook.errors.segments import SegmentOfAnother as SegmentOfAnother
from pointbook.errors.segments import SegmentWithoutRule as SegmentWithoutRule
from pointbook.errors.segments import TooManyLines as TooManyLines
from pointbook.errors.segments import UnknownSegment as UnknownSegment
from pointbook.errors.views import UnknownView as UnknownView
from pointbook.errors.views import ViewExists as ViewExists
from pointbook.errors.views import ViewOfAnother as ViewOfAnother


class InvalidText(PointbookError):
    """A text that must not be empty is empty, or one is too long (field, limit)."""

    code = "invalid_text"


class InvalidPointValue(PointbookError):
    """The value of a point is no amount of money from 0.0001 to 1,000 with at most four decimals (value)."""

    code = "invalid_point_value"


class Cancelled(PointbookError):
    """Somebody stopped the work before it was written."""

    code = "cancelled"


class UnknownQuery(PointbookError):
    """No such question under queries/, or its parameters are off (name, detail)."""

    code = "unknown_query"


class AddressTaken(PointbookError):
    """The server cannot listen there: the port is in use or not allowed (address, detail)."""

    code = "address_taken"


class InvalidRetention(PointbookError):
    """Personal data would be kept for too short or too long a time (field, least, most)."""

    code = "invalid_retention"


class UnknownReview(PointbookError):
    """No signed review of rights has this number (review_id)."""

    code = "unknown_review"

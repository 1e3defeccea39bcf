"""Refusals about who may do what, and how people come in."""

from __future__ import annotations

from pointbook.errors.refusal import PointbookError


class NotPermitted(PointbookError):
    """The actor lacks the right or the limit (actor, right)."""

    code = "not_permitted"


class OverLimit(NotPermitted):
    """One change moves more points than the actor may at once (amount, limit)."""

    code = "over_limit"


class OverBatchLimit(NotPermitted):
    """An import or undo moves more points than the actor may at once (amount, limit)."""

    code = "over_batch_limit"


class OverDayLimit(NotPermitted):
    """With this change the actor would move more points today than allowed (amount, limit)."""

    code = "over_day_limit"


class SignedOut(PointbookError):
    """Nobody is signed in, or the session has ended."""

    code = "signed_out"


class SignInAgain(PointbookError):
    """Whoever is signed in proved it too long ago for what they want to do."""

    code = "sign_in_again"


class WrongPassword(PointbookError):
    """No such user, or not with this password: which of them is not told."""

    code = "wrong_password"


class TooManyTries(PointbookError):
    """Too many wrong passwords from this place; the next try counts after `seconds`."""

    code = "too_many_tries"


class WeakPassword(PointbookError):
    """A password that is too short, too long, too common or too near to the user's name (detail, shortest, longest)."""

    code = "weak_password"


class SamePassword(PointbookError):
    """The new password is the old one."""

    code = "same_password"


class PasswordsDiffer(PointbookError):
    """The new password and its repetition are not the same."""

    code = "passwords_differ"


class OwnPassword(PointbookError):
    """Whoever is signed in changes their own password, and would lock themselves out by resetting it."""

    code = "own_password"


class LinkExpired(PointbookError):
    """A one-time link was used, replaced or has come to its end."""

    code = "link_expired"


class OwnRecord(NotPermitted):
    """Whoever is a customer as well changes nothing of their own record (customer_no)."""

    code = "own_record"


class UnknownUser(PointbookError):
    """No user has this name (user_name)."""

    code = "unknown_user"


class UserExists(PointbookError):
    """The name belongs to a user already, active or not (user_name)."""

    code = "user_exists"


class LastAdministrator(PointbookError):
    """Afterwards nobody could manage users any more (user_name)."""

    code = "last_administrator"


class UnknownRole(PointbookError):
    """No such role (role)."""

    code = "unknown_role"


class FixedRole(PointbookError):
    """The administrator's role always has every right (role)."""

    code = "fixed_role"


class UnknownDepartment(PointbookError):
    """No such department, or it is closed (department_id)."""

    code = "unknown_department"


class DepartmentCycle(PointbookError):
    """A department cannot stand below itself (department)."""

    code = "department_cycle"


class DepartmentInUse(PointbookError):
    """A department with active users or open departments below it cannot be closed (department, users, departments)."""

    code = "department_in_use"


class UnknownPost(PointbookError):
    """No such post, or it is closed (post)."""

    code = "unknown_post"


class PostExists(PointbookError):
    """There is a post of this name (post)."""

    code = "post_exists"


class PostInUse(PointbookError):
    """A post that active users hold cannot be closed (post, users)."""

    code = "post_in_use"


class CrossOrigin(PointbookError):
    """A form was sent from a page of somebody else."""

    code = "cross_origin"


class TooLarge(PointbookError):
    """More was sent in one request than the server takes (limit)."""

    code = "too_large"


class TooManyRequests(PointbookError):
    """One address asks more often than people do."""

    code = "too_many_requests"


class CompanySignInSettings(PointbookError):
    """A setting for sign-in with company accounts that is missing or cannot work (name)."""

    code = "company_sign_in_settings"


class CompanySignInUnreachable(PointbookError):
    """The provider of company accounts does not answer (name)."""

    code = "company_sign_in_unreachable"


class CompanySignInFailed(PointbookError):
    """What came back from the provider does not fit what was asked, or was used before."""

    code = "company_sign_in_failed"


class CompanySignInOnly(PointbookError):
    """Passwords are for administrators alone; everybody else comes with the company account (name)."""

    code = "company_sign_in_only"


class NoUserForAccount(PointbookError):
    """A company account that no active user has (user_name)."""

    code = "no_user_for_account"

"""Which right a command asks for: the one place that says so."""

from __future__ import annotations

from typing import Final

from pointbook.access import Right

RIGHT_OF: Final = {
    "earn": Right.POST,
    "opening": Right.POST,
    "redeem": Right.POST,
    "claw_back": Right.POST,
    "restore": Right.POST,
    "adjust_up": Right.ADJUST,
    "adjust_down": Right.ADJUST,
    "clear": Right.CLEAR,
    "adjust_batch": Right.ADJUST,
    "clear_batch": Right.CLEAR_BATCH,
    "extend_batch": Right.ADJUST,
    "edit_batch": Right.EDIT_CUSTOMER,
    "hold": Right.HOLD,
    "release": Right.HOLD,
    "settle": Right.HOLD,
    "transfer": Right.TRANSFER,
    "merge": Right.MERGE_CUSTOMER,
    "extend": Right.ADJUST,
    "reassign": Right.TRANSFER,
    "expire": Right.EXPIRE,
    "import": Right.IMPORT,
    "save_profile": Right.IMPORT,
    "remember_profile": Right.IMPORT,
    "use_profile": Right.IMPORT,
    "remove_profile": Right.IMPORT,
    "undo": Right.UNDO,
    "add_customer": Right.EDIT_CUSTOMER,
    "edit_customer": Right.EDIT_CUSTOMER,
    "undo_edit": Right.EDIT_CUSTOMER,
    "keep_tier": Right.EDIT_CUSTOMER,
    "set_apart": Right.MERGE_CUSTOMER,
    "restore_backup": Right.RESTORE,
    "accept_head": Right.RESTORE,
    "add_user": Right.MANAGE_USERS,
    "change_user": Right.MANAGE_USERS,
    "reset_password": Right.MANAGE_USERS,
    "set_role": Right.MANAGE_USERS,
    "add_department": Right.MANAGE_USERS,
    "rename_department": Right.MANAGE_USERS,
    "move_department": Right.MANAGE_USERS,
    "close_department": Right.MANAGE_USERS,
    "add_post": Right.MANAGE_USERS,
    "rename_post": Right.MANAGE_USERS,
    "close_post": Right.MANAGE_USERS,
    "set_left_out": Right.EDIT_RULES,
    "sign_review": Right.AUDIT,
    "change_programme": Right.EDIT_RULES,
    "export": Right.EXPORT,
    "save_segment": Right.SEGMENT,
    "change_segment": Right.SEGMENT,
    "refresh_segment": Right.SEGMENT,
    "remove_segment": Right.SEGMENT,
    "unmask": Right.UNMASK,
    "erase_customer": Right.ERASE,
    "erase_due": Right.ERASE,
    "set_retention": Right.EDIT_RULES,
    "forget_refusals": Right.EDIT_RULES,
    "add_reason": Right.EDIT_RULES,
    "rename_reason": Right.EDIT_RULES,
    "close_reason": Right.EDIT_RULES,
    "allow_free_reasons": Right.EDIT_RULES,
    "approve": Right.APPROVE,
    "refuse_approval": Right.APPROVE,
    "close_month": Right.CLOSE_MONTH,
    "reopen_month": Right.CLOSE_MONTH,
    "keep_reconciliation": Right.RECONCILE,
    "note_difference": Right.RECONCILE,
    "save_clearing_rule": Right.EDIT_RULES,
    "change_clearing_rule": Right.EDIT_RULES,
    "switch_clearing_on": Right.EDIT_RULES,
    "switch_clearing_off": Right.EDIT_RULES,
    "run_clearing": Right.CLEAR_BATCH,
    "note_clearing": Right.EDIT_RULES,
}
"""Commands of the chain of writes."""

WITHOUT_TRACE: Final = frozenset(Right) - frozenset(RIGHT_OF.values())
"""Rights whose use writes nothing into the book, so that nobody can say when it was."""

ONLY_REFUSED: Final = (
    "backup", "rehearse_backup", "open_page", "read_audit", "read_odd", "adjust", "reverse",
)  # fmt: skip
"""What can be refused and is no command: done, it leaves the book as it was."""

WITHOUT_RIGHT: Final = (
    "view", "ask_approval", "withdraw_approval", "expire_approval", "save_view", "change_view", "remove_view",
)  # fmt: skip
"""What the chain holds of acts that ask for no right, or for that of what they are about."""

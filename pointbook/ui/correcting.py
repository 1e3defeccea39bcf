"""Links beside an entry to the change that corrects it."""

from __future__ import annotations

from typing import Any, Final

from pointbook.access import Right
from pointbook.ui import navigation
from pointbook.ui.start import Page

_OFFERED: Final = {
    "earn": ("claw_back", "extend", "reassign"), "opening": ("claw_back", "extend", "reassign"),
    "adjust_up": ("claw_back", "extend", "reassign"), "redeem": ("restore", "reassign"),
    "adjust_down": ("restore", "reassign"), "clear": ("restore",), "expire": ("restore",),
}  # fmt: skip
_RIGHTS: Final = {
    "claw_back": Right.POST, "restore": Right.POST, "extend": Right.ADJUST, "reassign": Right.TRANSFER
}  # fmt: skip


def links(page: Page, entry: dict[str, Any]) -> None:
    """To the form of each way that fits the kind of entry and that the visitor may use, filled in already."""
    for way in _OFFERED.get(str(entry["kind"]), ()):
        if page.actor.may(_RIGHTS[way]):
            navigation.link(
                "adjust", page.say(f"adjust.{way}"), icon=":material/edit_note:", way=way,
                customer=str(entry["customer_no"]), entry=str(entry["entry_id"]),
            )  # fmt: skip

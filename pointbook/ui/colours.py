"""One colour per meaning, the same everywhere, told apart by the colour-blind and in both modes."""

from __future__ import annotations

from typing import Final

COLOURS: Final = {
    "earned": "#0f73b8",
    "redeemed": "#e08a1e",
    "expired": "#8a8f98",
    "cleared": "#7a5fa8",
    "adjusted": "#119a78",
    "reversed": "#c4679d",
    "transferred": "#5ab3e0",
    "brought_in": "#a99b6b",
    "other": "#6f7682",
}
BALANCE: Final = {"light": "#2f3a4a", "dark": "#d5dbe5"}
SERIES: Final = (
    "#0f73b8",
    "#e08a1e",
    "#119a78",
    "#c4679d",
    "#5ab3e0",
    "#a99b6b",
    "#7a5fa8",
    "#8a8f98",
)
"""For groups without a meaning of their own, such as reasons and tiers."""

KIND_MEANING: Final = {
    "opening": "brought_in",
    "earn": "earned",
    "restore": "reversed",
    "adjust_up": "adjusted",
    "transfer_in": "transferred",
    "merge_in": "transferred",
    "redeem": "redeemed",
    "adjust_down": "adjusted",
    "clear": "cleared",
    "expire": "expired",
    "claw_back": "reversed",
    "transfer_out": "transferred",
    "merge_out": "transferred",
}


def balance_colour(*, dark: bool) -> str:
    """The balance line: ink on paper, chalk on slate."""
    return BALANCE["dark" if dark else "light"]

"""Where somebody is signed in, in words by which they know their own devices again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from pointbook.access.sessions import Device
from pointbook.texts import say
from pointbook.texts.dates import time_text
from pointbook.web.form_pages import Choice

ALL: Final = "all"
"""The choice of all devices but this one."""
# Most browsers call themselves by the names of others too; the first that fits is its own.
_BROWSERS: Final = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"), ("CriOS/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS: Final = (
    ("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"),
    ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def as_choices(devices: Sequence[Device], here: str, timezone: str, lang: str) -> list[Choice]:
    """This device to be told, each other one to be chosen, and all others where there are several."""
    zone = ZoneInfo(timezone)
    choices = [_as_choice(each, here, zone, lang) for each in devices]
    if sum(1 for each in choices if each.value) > 1:
        choices.append(Choice(ALL, say("sign_in.all_others", lang), say("sign_in.but_this", lang)))
    return choices


def browser_name(agent: str) -> str:
    """Chrome · Windows; empty for one that says nothing known."""
    named = (
        next((name for mark, name in known if mark in agent), "") for known in (_BROWSERS, _SYSTEMS)
    )
    return " · ".join(filter(None, named))


def _as_choice(device: Device, here: str, zone: ZoneInfo, lang: str) -> Choice:
    seen, began = (
        time_text(datetime.fromtimestamp(at, zone)) for at in (device.seen_at, device.began_at)
    )
    is_here = device.session_id == here
    title = browser_name(device.agent) or say("sign_in.unknown_browser", lang)
    return Choice(
        "" if is_here else device.session_id,
        say("sign_in.this_device", lang, device=title) if is_here else title,
        say("sign_in.seen", lang, address=device.address, seen=seen, began=began),
    )

"""Failed tries: counted by user and place, so that nobody locks anybody else out by trying."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import Final

from pointbook.access.keyring import Keyring
from pointbook.errors import TooManyTries

ADDRESS: Final = "address:"
DEVICE: Final = "device:"
"""What the place of a try begins with."""
FREE: Final = 5
"""Tries in a row that cost nothing but themselves."""
FIRST_WAIT: Final = 30
LONGEST_WAIT: Final = 900
FORGOTTEN_AFTER: Final = 24 * 3600
"""A day: tries before it count for nothing, though a rule may keep them longer to be read."""


def address_place(address: str) -> str:
    """The place of an address; one network of IPv6 is one place, as one person has all of it."""
    try:
        known = ip_address(address)
    except ValueError:
        return f"{ADDRESS}{address[:64]}"
    if known.version == 6 and known.ipv4_mapped is not None:
        known = known.ipv4_mapped
    if known.version == 6:
        return f"{ADDRESS}{ip_network(f'{known}/64', strict=False)}"
    return f"{ADDRESS}{known}"


def wait_after(tries: int) -> int:
    """Seconds that have to pass after so many failed tries in a row."""
    if tries < FREE:
        return 0
    doublings = min(tries - FREE, 10)  # beyond it is the longest wait anyway
    return min(FIRST_WAIT << doublings, LONGEST_WAIT)


def begin_try(keyring: Keyring, user_name: str, place: str) -> None:
    """Count a try before its password is looked at, so that many at once count as many; TooManyTries."""
    now = keyring.now()
    with keyring.together():
        known = keyring.row("tries", user_name=user_name, place=place)
        tries, last_at = known or (0, 0)
        if now - last_at > FORGOTTEN_AFTER:
            tries = 0
        left = last_at + wait_after(tries) - now
        if left > 0:
            raise TooManyTries(seconds=left)
        keyring.run("put_tries", user_name=user_name, place=place, tries=tries + 1, at=now)


def forgive(keyring: Keyring, user_name: str, place: str) -> None:
    """Forget the tries of one who had the right password in the end."""
    keyring.run("drop_tries", user_name=user_name, place=place)

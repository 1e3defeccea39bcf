"""Signing in and out, and setting passwords: what happens at the door."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from pointbook.access import passwords, sessions, tries
from pointbook.access.keyring import Keyring
from pointbook.access.sessions import Device, Session, new_token, token_digest
from pointbook.errors import LinkExpired, NoUserForAccount, SamePassword, WrongPassword

LINK_LIFE: Final = 24 * 3600
INITIAL_LIFE: Final = 24 * 3600
DEVICE_LIFE: Final = 180 * 24 * 3600
_NAME_LIMIT: Final = 64

log = logging.getLogger("pointbook.sign_in")


@dataclass(frozen=True)
class SignedIn:
    """What a browser takes home."""

    token: str
    device: str
    must_change: bool


@dataclass(frozen=True)
class Standing:
    """How a user's password stands."""

    must_change: bool
    ends_at: int | None
    signed_in_at: int | None


def fold_name(user_name: str) -> str:
    """The one way in which a user's name is written."""
    return user_name.strip().casefold()[:_NAME_LIMIT]


class SignIn:
    """The door of one book. `is_active` says whether a user may come in at all."""

    def __init__(
        self, keyring: Keyring, is_active: Callable[[str], bool],
        try_days: Callable[[], int] = lambda: 1,
    ) -> None:  # fmt: skip
        self.keyring = keyring
        self._is_active = is_active
        self._try_days = try_days

    def sign_in(
        self, user_name: str, password: str, *, address: str, agent: str = "", device: str = ""
    ) -> SignedIn:
        """Begin a session; WrongPassword, TooManyTries. An unknown name costs as much time as a known one."""
        name = fold_name(user_name)
        place = self._place(name, address, device)
        tries.begin_try(self.keyring, name, place)
        if not self._is_right(name, password):
            # A name that nobody has may be a password in the wrong field.
            known = name if self._is_active(name) else "an unknown name"
            log.warning("failed sign-in of %s from %s", known, address)
            raise WrongPassword
        tries.forgive(self.keyring, name, place)
        self._purge()
        log.info("%s signed in with a password from %s", name, address)
        return self._begin(name, address, agent, device if place.startswith(tries.DEVICE) else "")

    def come_in(
        self, user_name: str, *, address: str, agent: str = "", device: str = ""
    ) -> SignedIn:
        """Begin a session of somebody for whom the company vouches; NoUserForAccount.

        A password that somebody else made for them is of no use any more.
        """
        name = fold_name(user_name)
        if not self._is_active(name):
            log.warning("a company account without an active user, from %s", address)
            raise NoUserForAccount(user_name=name)
        self.keyring.run("drop_initial_credential", user_name=name)
        self._purge()
        place = self._place(name, address, device)
        log.info("%s signed in with a company account from %s", name, address)
        return self._begin(name, address, agent, device if place.startswith(tries.DEVICE) else "")

    def confirm(
        self, user_name: str, password: str, *, address: str, agent: str = "", device: str = ""
    ) -> SignedIn:
        """Begin another session of somebody signed in, by their password; WrongPassword, TooManyTries."""
        place = self._require_right(user_name, password, address, device)
        log.info("%s said the password again from %s", user_name, address)
        return self._begin(
            user_name, address, agent, device if place.startswith(tries.DEVICE) else ""
        )

    def session(self, token: str | None, *, touch: bool = True) -> Session | None:
        """The session of a token, if it lasts and its user is active."""
        if not token:
            return None
        found = sessions.find(self.keyring, token, touch=touch)
        return found if found is not None and self._is_active(found.user_name) else None

    def sign_out(self, token: str | None) -> None:
        """End one session."""
        if token:
            sessions.end(self.keyring, token)

    def sign_out_everywhere(self, user_name: str) -> None:
        """End every session of a user."""
        sessions.end_all(self.keyring, user_name)

    def devices(self, user_name: str) -> list[Device]:
        """Where a user is signed in, what was in use last first."""
        return sessions.devices(self.keyring, user_name)

    def has_password(self, user_name: str) -> bool:
        """Whether a user has a password; who comes with a company account alone has none."""
        return self.keyring.row("credential", user_name=user_name) is not None

    def end_devices(
        self, user_name: str, session_ids: Collection[str], password: str, *, address: str,
        device: str = "",
    ) -> None:  # fmt: skip
        """End some of a user's sessions; WrongPassword, TooManyTries. Who has no password is not asked for it."""
        if self.has_password(user_name):
            self._require_right(user_name, password, address, device)
        sessions.end_some(self.keyring, user_name, session_ids)
        log.info("%s ended %d sessions from %s", user_name, len(session_ids), address)

    def change_password(
        self, user_name: str, old: str, new: str, *, address: str, agent: str = "", device: str = ""
    ) -> SignedIn:
        """Set one's own password, end all sessions and begin one; WrongPassword, WeakPassword, SamePassword."""
        place = self._require_right(user_name, old, address, device)
        if old == new:
            raise SamePassword
        self.set_password(user_name, new)
        return self._begin(
            user_name, address, agent, device if place.startswith(tries.DEVICE) else ""
        )

    def set_password(self, user_name: str, password: str) -> None:
        """Set a password that the user chose; every session and link of theirs ends. WeakPassword."""
        passwords.require_strong(password, user_name)
        self._keep(user_name, password, must_change=False, ends_at=None)
        log.info("%s has a new password", user_name)

    def set_initial_password(self, user_name: str) -> str:
        """A random password, good for a day and to be changed at its first use; told once, here."""
        password = passwords.random_password()
        ends_at = self.keyring.now() + INITIAL_LIFE
        self._keep(user_name, password, must_change=True, ends_at=ends_at)
        return password

    def make_link(self, user_name: str) -> str:
        """A one-time token to set a password with; the old password, links and sessions are forgotten."""
        token = new_token()
        with self.keyring.together():
            self._forget(user_name)
            self.keyring.run(
                "add_link", digest=token_digest(token), user_name=user_name,
                ends_at=self.keyring.now() + LINK_LIFE,
            )  # fmt: skip
        return token

    def link_user(self, token: str) -> str:
        """Whose link this is; LinkExpired."""
        row = self.keyring.row("link", digest=token_digest(token), at=self.keyring.now())
        if row is None or not self._is_active(row[0]):
            raise LinkExpired
        return str(row[0])

    def use_link(self, token: str, password: str) -> str:
        """Set the password that a link is for, once; the user's name. LinkExpired, WeakPassword."""
        name = self.link_user(token)
        passwords.require_strong(password, name)
        kept = passwords.digest(password)
        with self.keyring.together():
            self.link_user(token)  # of two at once the second finds it used
            self._put(name, kept, must_change=False, ends_at=None)
        log.info("%s has a new password by a link", name)
        return name

    def forget(self, user_name: str) -> None:
        """Forget the password, links and sessions of a user."""
        with self.keyring.together():
            self._forget(user_name)

    def standings(self) -> dict[str, Standing]:
        """How users come in, of those who have a password that can be used or came without one."""
        now = self.keyring.now()
        return {
            name: Standing(bool(must_change), ends_at, signed_in_at)
            for name, must_change, ends_at, signed_in_at in self.keyring.run("credentials")
            if ends_at is None or ends_at > now
        }

    def _require_right(self, user_name: str, password: str, address: str, device: str) -> str:
        """The place of somebody signed in, who says their password again; WrongPassword, TooManyTries."""
        place = self._place(user_name, address, device)
        tries.begin_try(self.keyring, user_name, place)
        if not self._is_right(user_name, password):
            log.warning("a wrong password of %s, who is signed in, from %s", user_name, address)
            raise WrongPassword
        tries.forgive(self.keyring, user_name, place)
        return place

    def _begin(self, name: str, address: str, agent: str, device: str) -> SignedIn:
        now, device = self.keyring.now(), device or new_token()
        self.keyring.run("note_sign_in", user_name=name, at=now)
        self.keyring.run("add_device", digest=token_digest(device), user_name=name, at=now)
        token = sessions.begin(self.keyring, name, address, agent)
        found = sessions.find(self.keyring, token, touch=False)
        return SignedIn(token, device, found is not None and found.must_change)

    def _place(self, name: str, address: str, device: str) -> str:
        if device:
            digest = token_digest(device)
            if self.keyring.row("device", digest=digest, user_name=name) is not None:
                return f"{tries.DEVICE}{digest}"
        return tries.address_place(address)

    def _is_right(self, name: str, password: str) -> bool:
        kept = self.keyring.row("credential", user_name=name)
        usable = (
            kept is not None
            and (kept[3] is None or kept[3] > self.keyring.now())
            and self._is_active(name)
        )
        right = passwords.matches(password, kept[0] if kept is not None and usable else None)
        if right and kept is not None and passwords.is_outdated(kept[0]):
            self.keyring.run(
                "put_credential", user_name=name, password_hash=passwords.digest(password),
                must_change=kept[1], at=kept[2], ends_at=kept[3],
            )  # fmt: skip
        return right

    def _keep(self, name: str, password: str, *, must_change: bool, ends_at: int | None) -> None:
        kept = passwords.digest(password)
        with self.keyring.together():
            self._put(name, kept, must_change=must_change, ends_at=ends_at)

    def _put(self, name: str, kept: str, *, must_change: bool, ends_at: int | None) -> None:
        self.keyring.run("drop_links", user_name=name)
        self.keyring.run("drop_sessions", user_name=name)
        self.keyring.run(
            "put_credential", user_name=name, password_hash=kept, must_change=must_change,
            at=self.keyring.now(), ends_at=ends_at,
        )  # fmt: skip

    def _forget(self, name: str) -> None:
        for what in ("links", "sessions", "credential"):
            self.keyring.run(f"drop_{what}", user_name=name)

    def _purge(self) -> None:
        now = self.keyring.now()
        self.keyring.run("purge_links", at=now)
        self.keyring.run("purge_tries", before=now - self._try_days() * tries.FORGOTTEN_AFTER)
        self.keyring.run("purge_devices", before=now - DEVICE_LIFE)

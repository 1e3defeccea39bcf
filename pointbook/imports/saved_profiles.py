"""The import profiles of a book: kept by name, and known again by the headers of the next file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from itertools import count

import polars as pl

from pointbook.access import Actor, Right, as_actor
from pointbook.access.permit import permit, refusals_kept
from pointbook.errors import InvalidProfile, UnknownKind, UnknownProfile
from pointbook.imports import headers
from pointbook.imports.profiles import MAX_NAME, Profile
from pointbook.store.changed import changed
from pointbook.store.store import Store
from pointbook.store.writing import Command, Writing


class SavedProfiles:
    """The profiles that one book keeps. Saving and removing are commands like any other."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def store(self) -> Store:
        """The store of the book."""
        return self._store

    def list(self) -> pl.DataFrame:
        """name, kind, fingerprint, is_remembered, updated_at, used_at, actor; the one used last first."""
        return self._store.question("imports/profiles").drop("content")

    def get(self, name: str) -> Profile:
        """The profile of this name; UnknownProfile."""
        found = self._store.question("imports/profiles", profile=name.strip())
        if found.is_empty():
            raise UnknownProfile(name=name)
        return Profile.from_json(found["content"].item())

    def for_fingerprint(self, fingerprint: str) -> Profile | None:
        """The profile used last of those for files with these headers, None where there is none."""
        return next(iter(_readable(self._with(fingerprint))), None)

    def fitting(self, columns: Sequence[str]) -> tuple[Profile, ...]:
        """The profiles that can map a file with these columns: those made for its headers first."""
        every = _readable(self._store.question("imports/profiles"))
        fitting = [each for each in every if _fits(each, columns)]
        own = headers.fingerprint(columns)
        return tuple(sorted(fitting, key=lambda each: each.fingerprint != own))

    @refusals_kept("save_profile")
    def save(
        self, profile: Profile, *, actor: Actor | str, request_id: str | None = None
    ) -> Profile:
        """Keep a profile under its name, in the place of an earlier one. NotPermitted, InvalidProfile."""
        kept = Profile.from_json(replace(profile, name=profile.name.strip()).to_json())

        def act(writing: Writing) -> dict[str, str]:
            _keep(writing, kept, is_remembered=False)
            writing.run("drop_remembered_profiles", name=kept.name, fingerprint=kept.fingerprint)
            return {"name": kept.name}

        self._perform("save_profile", kept.name, kept.to_json(), actor, request_id, act)
        return kept

    @refusals_kept("remember_profile")
    def remember(self, profile: Profile, *, actor: Actor | str) -> Profile:
        """Keep how a file was mapped for the next one with its headers, under a free name like the given.

        What is kept alike under any name is only marked as used; what somebody saved is never changed.
        """
        known = self._with(profile.fingerprint)
        for each in _readable(known):
            if replace(each, name=profile.name, all_or_nothing=False) == profile:
                self.used(each.name, actor=actor)
                return each
        earlier = known.filter("is_remembered")["name"].to_list()
        name = earlier[0] if earlier else self._free(profile.name)
        kept = Profile.from_json(replace(profile, name=name).to_json())

        def act(writing: Writing) -> dict[str, str]:
            _keep(writing, kept, is_remembered=True)
            return {"name": kept.name}

        self._perform("remember_profile", name, kept.to_json(), actor, None, act)
        return kept

    @refusals_kept("remove_profile")
    def remove(self, name: str, *, actor: Actor | str, request_id: str | None = None) -> None:
        """Forget a profile; what was imported by it stays. UnknownProfile, NotPermitted."""

        def act(writing: Writing) -> dict[str, str]:
            _require_known(writing, name)
            writing.run("drop_profile", name=name)
            return {"name": name}

        self._perform("remove_profile", name := name.strip(), "", actor, request_id, act)

    @refusals_kept("use_profile")
    def used(self, name: str, *, actor: Actor | str) -> None:
        """Note that a profile was used just now; UnknownProfile."""

        def act(writing: Writing) -> dict[str, str]:
            _require_known(writing, name)
            writing.run("mark_profile_used", name=name, used_at=writing.recorded_at)
            return {"name": name}

        self._perform("use_profile", name, "", actor, None, act)

    def export_json(self, name: str) -> str:
        """A profile as text for another book; UnknownProfile."""
        return self.get(name).to_json()

    @refusals_kept("save_profile")
    def import_json(self, text: str, *, actor: Actor | str, name: str | None = None) -> Profile:
        """Save the profile in a text, under another name if one is given; InvalidProfile."""
        given = Profile.from_json(text)
        return self.save(replace(given, name=name) if name else given, actor=actor)

    def _with(self, fingerprint: str) -> pl.DataFrame:
        return self._store.question("imports/profiles", fingerprint=fingerprint)

    def _free(self, wanted: str) -> str:
        taken = set(self.list()["name"])
        wanted = wanted.strip()[: MAX_NAME - 4]
        names = (wanted if n == 1 else f"{wanted} {n}" for n in count(1))
        return next(name for name in names if name not in taken)

    def _perform(
        self, command: str, name: str, content: str, actor: Actor | str, request_id: str | None,
        act: Callable[[Writing], dict[str, str]],
    ) -> None:  # fmt: skip
        by = as_actor(actor)
        permit(self._store, command, by, Right.IMPORT)
        # The words that cells stand for may be anything, so the chain keeps only the profile's name.
        asked = {"name": name, "content": content}
        self._store.perform(Command(command, by, request_id, asked, {"name": name}), act)


def _keep(writing: Writing, profile: Profile, *, is_remembered: bool) -> None:
    earlier = _readable(writing.ask("imports/profiles", profile=profile.name))
    if earlier:
        parts = (asdict(each) for each in (earlier[0], profile))
        # Their words are those of files, so that only the names of the parts are told.
        writing.tell(changes=changed(*parts, hidden=asdict(profile)))
    writing.run(
        "keep_profile", name=profile.name, kind=profile.kind, fingerprint=profile.fingerprint,
        content=profile.to_json(), is_remembered=is_remembered, updated_at=writing.recorded_at,
        actor=writing.command.actor,
    )  # fmt: skip


def _require_known(writing: Writing, name: str) -> None:
    if writing.ask("imports/profiles", profile=name).is_empty():
        raise UnknownProfile(name=name)


def _readable(rows: pl.DataFrame) -> list[Profile]:
    """The profiles in some rows; one of a kind that is no longer known is passed over."""
    found = []
    for content in rows["content"]:
        with suppress(InvalidProfile):
            found.append(Profile.from_json(content))
    return found


def _fits(profile: Profile, columns: Sequence[str]) -> bool:
    try:
        profile.mapping_for(columns)
    except UnknownKind:
        return False
    return True

"""A watched folder: what is put there is imported by a profile once it has stopped growing, and then put aside.

Nothing is lost by a stop at any moment: a file that was posted and not yet put aside is known again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from pointbook.errors import FolderUnusable, PointbookError
from pointbook.imports import arrivals
from pointbook.imports.arrivals import Arrival
from pointbook.imports.leaflets import reasons, summary
from pointbook.incidents import note_incident

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book

DONE, FAILED = "done", "failed"
UNFINISHED: Final = (
    ".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", ".download", ".opdownload", ".swp", ".lock",
)  # fmt: skip
"""Endings of files that somebody is still writing."""
_LONGEST_NAME: Final = 200
"""Bytes of a name, so that there is room for what is added to it."""

Look: TypeAlias = tuple[int, int, int]
"""What a file was like: its size, when it was changed, and which file it is."""


class Watch:
    """One folder and the profile by which its files are imported."""

    def __init__(self, book: Book, folder: Path, profile: str, *, actor: Actor | str) -> None:
        self.book = book
        self.folder = folder
        self.profile = profile
        self._actor = actor
        self._before: dict[str, Look] = {}
        self._posted: dict[str, tuple[Look, Arrival]] = {}
        """What could not be put aside and must not be imported at every look."""

    def look(self) -> list[Arrival]:
        """Import the files that are as they were at the look before, the oldest first.

        UnknownProfile, FolderUnusable and refusals of the book are raised and leave the files where they are.
        """
        self.book.imports.profiles.get(self.profile)
        places = [self._place(name) for name in (DONE, FAILED)]
        seen = dict(self._files())
        ready = [name for name, look in seen.items() if self._before.get(name) == look]
        self._before = seen
        self._posted = {name: kept for name, kept in self._posted.items() if name in seen}
        done = []
        for name in sorted(ready, key=lambda each: (seen[each][1], each)):
            arrival = self._arrival(name, seen[name])
            if arrival is not None:
                self._put_aside(name, seen[name], arrival, *places)
                done.append(arrival)
        return done

    def _files(self) -> Iterator[tuple[str, Look]]:
        """The plain files of the folder that nobody is writing; links lead elsewhere and are left alone."""
        try:
            with os.scandir(self.folder) as entries:
                for entry in entries:
                    is_hidden = entry.name.startswith((".", "~$"))
                    if is_hidden or entry.name.lower().endswith(UNFINISHED):
                        continue
                    if entry.is_file(follow_symlinks=False):
                        yield entry.name, _look(entry.stat(follow_symlinks=False))
        except OSError as error:
            raise FolderUnusable(path=str(self.folder), detail=error.strerror or "") from None

    def _place(self, name: str) -> Path:
        """A folder within this one, and not where a link leads."""
        place = self.folder / name
        try:
            place.mkdir(exist_ok=True)
        except OSError as error:
            raise FolderUnusable(path=str(place), detail=error.strerror or "") from None
        if place.is_symlink():
            raise FolderUnusable(path=str(place), detail="link")
        return place

    def _arrival(self, name: str, look: Look) -> Arrival | None:
        """What became of a file; None if it is gone."""
        known = self._posted.get(name)
        if known is not None and known[0] == look:
            return known[1]
        path = self.folder / name
        shown = os.fsencode(name).decode("utf-8", "replace")
        if not path.exists():
            return None
        try:
            arrival = arrivals.receive(
                self.book, path, filename=shown, profile=self.profile, actor=self._actor
            )
        except (PointbookError, OSError):
            raise
        except Exception as error:  # one file that we cannot read must not keep the others waiting
            refusal = PointbookError(code=f"incident {note_incident(error, shown)}")
            arrival = Arrival.refused(shown, self.profile, refusal)
        self._posted[name] = look, arrival
        return arrival

    def _put_aside(self, name: str, look: Look, arrival: Arrival, done: Path, failed: Path) -> None:
        is_refused = arrival.state == "refused"
        path = self.folder / name
        target = _free_place(failed if is_refused else done, name)
        notes = {target.with_name(f"{target.name}.json"): summary(arrival)}
        if is_refused:
            notes[target.with_name(f"{target.name}.txt")] = reasons(arrival)
        try:
            for note, text in notes.items():
                note.write_text(text, encoding="utf-8")
            path.rename(target)
            if _look(target.stat(follow_symlinks=False)) != look and not path.exists():
                # Something else came under this name meanwhile; it waits for its own turn.
                target.rename(path)
                for note in notes:
                    note.unlink()
        except OSError as error:
            raise FolderUnusable(path=str(target), detail=error.strerror or "") from None
        del self._posted[name], self._before[name]


def failed_files(folder: Path) -> list[str]:
    """The files of a watched folder that were refused and still lie there with their reasons."""
    place = folder / FAILED
    try:
        names = {each.name for each in place.iterdir()}
    except OSError:
        return []
    return sorted(name for name in names if {f"{name}.json", f"{name}.txt"} <= names)


def _look(found: os.stat_result) -> Look:
    return found.st_size, found.st_mtime_ns, found.st_ino


def _free_place(folder: Path, name: str) -> Path:
    """A path in the folder under this name, or one like it if it is taken."""
    if len(os.fsencode(name)) > _LONGEST_NAME:
        name = name[:40] + Path(name).suffix[:10]
    wanted = Path(name)
    place, number = folder / wanted.name, 1
    while os.path.lexists(place):
        number += 1
        place = folder / f"{wanted.stem}-{number}{wanted.suffix}"
    return place

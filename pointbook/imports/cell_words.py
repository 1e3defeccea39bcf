"""What the words in cells mean: kinds of entries, no expiry, at once, a man or a woman."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pointbook.imports.headers import plain, words
from pointbook.texts import LANGUAGES, section


@dataclass(frozen=True, slots=True)
class EitherWay:
    """Kinds of a word whose direction the sign tells; `unsigned` where a file writes no signs."""

    up: str
    down: str
    unsigned: str | None = None


@cache
def kind_words() -> Mapping[str, str]:
    """Plain words of a kind column, each with its kind or with a name of `either_way`."""
    found = {plain(word): kind for kind, each in words()["kinds"].items() for word in (*each, kind)}
    either = {
        plain(word): name for name, each in words()["either_way"].items() for word in each["words"]
    }
    ours = {
        plain(word): kind for lang in LANGUAGES for kind, word in section("kinds", lang).items()
    }
    return {**ours, **found, **either}


@cache
def kinds() -> tuple[str, ...]:
    """The kinds of entries that a row may be."""
    return tuple(words()["kinds"])


@cache
def either_way() -> Mapping[str, EitherWay]:
    """Kinds by the sign, by the name in `kind_words`."""
    return {
        name: EitherWay(each["up"], each["down"], each.get("unsigned"))
        for name, each in words()["either_way"].items()
    }


@cache
def never_words() -> tuple[str, ...]:
    """Plain words that say that points never expire."""
    return tuple(map(plain, words()["never"]["words"]))


@cache
def immediate_words() -> tuple[str, ...]:
    """Plain words that say at once in the place of a date."""
    return tuple(map(plain, words()["immediate"]["words"]))


@cache
def cancelled_words() -> tuple[str, ...]:
    """Plain words of a status that say that nothing was exchanged after all."""
    return tuple(map(plain, words()["cancelled"]["words"]))


@cache
def gender_words() -> Mapping[str, str]:
    """Plain words for a man, a woman or nobody knows, each with the key of its section."""
    return {plain(word): gender for gender, each in words()["gender"].items() for word in each}


def words_for_gender(given: Sequence[str]) -> dict[str, str]:
    """Each word that names a gender with the one that is kept, in the language it is written in."""
    kept = {}
    for word in given:
        if gender := gender_words().get(plain(word)):
            alike = [each for each in words()["gender"][gender] if each.isascii() == word.isascii()]
            kept[word] = alike[0]
    return kept

"""What files call our fields and kinds: synonyms in Chinese and English, compared in one plain form."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pointbook.texts import LANGUAGES, section

_BRACKETS = re.compile(r"[(\[{【<].*?[)\]}】>]")
_PUNCTUATION = re.compile(r"[\W_]+")
_PREFIX_COST = 1000
"""What a synonym found without its prefix ranks behind one found as written."""


def plain(text: str) -> str:
    """Half-width, lower case, without units in brackets, spaces and punctuation."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _PUNCTUATION.sub("", _BRACKETS.sub("", folded)) or _PUNCTUATION.sub("", folded)


def fields_of(kind: str) -> tuple[str, ...]:
    """The fields that a column of such a file may be mapped to."""
    return tuple(_synonyms(kind))


def rank(header: str, kind: str, field: str) -> int | None:
    """How likely a header means a field: 0 is likeliest, None not at all."""
    return _synonyms(kind)[field].get(plain(header), _rank_without_prefix(header, kind, field))


def is_known(header: str) -> bool:
    """Whether a header means some field of some kind."""
    name = plain(header)
    return any(
        name in ranks for kind in ("customers", "points") for ranks in _synonyms(kind).values()
    )


@cache
def kind_words() -> Mapping[str, str]:
    """Plain words of a kind column, each with its kind, or with adjust, transfer or merge for either way."""
    words = _words()
    ours = {
        plain(word): kind for lang in LANGUAGES for kind, word in section("kinds", lang).items()
    }
    return ours | {
        plain(word): kind
        for part in ("kinds", "either_way")
        for kind, synonyms in words[part].items()
        for word in [*synonyms, kind]
    }


@cache
def never_words() -> tuple[str, ...]:
    """Plain words that say that points never expire."""
    return tuple(map(plain, _words()["never"]["words"]))


def _rank_without_prefix(header: str, kind: str, field: str) -> int | None:
    name = plain(header)
    for prefix in _words()["prefixes"]["words"]:
        rest = name.removeprefix(prefix)
        if rest != name and (found := _synonyms(kind)[field].get(rest)) is not None:
            return found + _PREFIX_COST
    return None


@cache
def _words() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))


@cache
def _synonyms(kind: str) -> Mapping[str, Mapping[str, int]]:
    words = _words()
    return {
        field: {plain(word): order for order, word in reversed([*enumerate([*synonyms, field])])}
        for field, synonyms in {**words["shared"], **words[kind]}.items()
    }

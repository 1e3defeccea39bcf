"""What a search for a customer looks through: number, name, phone, e-mail, pinyin and initials."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import product
from pathlib import Path

import polars as pl

PLAIN_READINGS = 3
"""Readings of one character that are tried; the dictionary lists the common ones first."""
SPELLINGS = 12
"""Spellings kept of one name, the likeliest first, so that a search stays fast."""
VARIED = 4
"""Characters after the surname that are tried in every reading; what follows takes its first."""

_SILENT = tuple(" \t\n\r\v\f-\u2010\u2011\u2013\u2014\u00b7\u2022'\u2019\u200b\ufeff")
_DROPPED = str.maketrans(dict.fromkeys(_SILENT, ""))
_SEARCHED = ("customer_no", "name", "phone", "email")

Spelling = tuple[str, str]
"""Full pinyin and initials."""


def fold(text: str) -> str:
    """How a word is compared: lower case, half width, without spaces, hyphens and dots between names."""
    return unicodedata.normalize("NFKC", text).lower().translate(_DROPPED)


def search_text(
    customer_no: str, name: object = None, phone: object = None, email: object = None
) -> str:
    """Everything a customer is found by, folded, one word a line."""
    row = dict(zip(_SEARCHED, (customer_no, name, phone, email), strict=True))
    return str(search_texts(pl.DataFrame([row], schema=dict.fromkeys(_SEARCHED, pl.String))).item())


def search_texts(customers: pl.DataFrame) -> pl.Series:
    """The search text of each row of customer_no, name, phone and email."""
    folded = customers.select(_folded(each) for each in _SEARCHED)
    names = folded["name"].unique().drop_nulls()
    spelled = pl.DataFrame(
        {"name": names, "spelled": [spellings(name) for name in names]},
        schema={"name": pl.String, "spelled": pl.String},
    )
    return (
        folded.join(spelled, on="name", how="left", maintain_order="left")
        .select(search_text=pl.concat_str(*_SEARCHED, "spelled", separator="\n", ignore_nulls=True))
        .to_series()
    )


def spellings(folded: str) -> str | None:
    """Pinyin and initials of a folded name in every likely reading, one a line; None without Chinese."""
    if folded.isascii():
        return None
    length = 2 if folded[:2] in _double_surnames() else 1
    surnames, givens = _surname(folded[:length]), _given(folded[length:])
    if len(surnames) * len(givens) > SPELLINGS:
        # Taken in order of how far both readings are from the likeliest.
        places = product(range(len(surnames)), range(len(givens)))
        pairs = [(surnames[a], givens[b]) for a, b in sorted(places, key=sum)[:SPELLINGS]]
    else:
        pairs = [(a, b) for a in surnames for b in givens]
    words = dict.fromkeys([a[0] + b[0] for a, b in pairs] + [a[1] + b[1] for a, b in pairs])
    words.pop(folded, None)
    return "\n".join(words) or None


def _folded(column: str) -> pl.Expr:
    # The same as fold(), for a million rows at once.
    return (
        pl.col(column)
        .cast(pl.String)
        .str.normalize("NFKC")
        .str.to_lowercase()
        .str.replace_many(list(_SILENT), [""] * len(_SILENT))
    )


@cache
def _surname(surname: str) -> list[Spelling]:
    found = _double_surnames().get(surname) or _surnames().get(surname) or _readings(surname)
    syllables = [each.split() for each in found]
    return [("".join(each), "".join(syllable[0] for syllable in each)) for each in syllables]


@lru_cache(maxsize=100_000)
def _given(given: str) -> list[Spelling]:
    """The likeliest spellings of what follows the surname; common given names are read once."""
    choices = [
        _readings(c) if place < VARIED else _readings(c)[:1] for place, c in enumerate(given)
    ]
    ranked = sorted(product(*(range(len(each)) for each in choices)), key=sum)[:SPELLINGS]
    spelled = ([choices[place][pick] for place, pick in enumerate(picks)] for picks in ranked)
    return [("".join(each), "".join(syllable[0] for syllable in each)) for each in spelled]


@cache
def _readings(character: str) -> list[str]:
    """How a character may be read, without tones; itself if it is not Chinese."""
    tones = _dictionary().get(ord(character)) if len(character) == 1 else None
    if tones is None:
        return [_without_tone(character)] if character else []
    plain = dict.fromkeys(_without_tone(each) for each in tones.split(","))
    return [spelled for each in list(plain)[:PLAIN_READINGS] for spelled in _with_umlaut(each)]


def _with_umlaut(reading: str) -> Iterable[str]:
    """ü is typed as v by some and as u by others."""
    return (reading, reading.replace("v", "u")) if "v" in reading else (reading,)


def _without_tone(reading: str) -> str:
    bare = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(c for c in bare if not unicodedata.combining(c))


@cache
def _dictionary() -> dict[int, str]:
    # Loaded with the first Chinese name: it takes half a second that a start has no use for.
    from pypinyin.pinyin_dict import pinyin_dict

    return pinyin_dict


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name("surnames.toml").read_text("utf-8"))


def _surnames() -> dict[str, list[str]]:
    return _tables()["single"]


def _double_surnames() -> dict[str, list[str]]:
    return _tables()["double"]

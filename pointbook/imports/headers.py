"""What files call our fields: synonyms in Chinese and English, compared in one plain form."""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

_BRACKETS = re.compile(r"[(\[{【<](.*?)[)\]}】>]")
_PUNCTUATION = re.compile(r"[\W_]+")
_PREFIX_COST = 1000
"""What a synonym found without its prefix ranks behind one found as written."""
KINDS = ("customers", "points", "orders", "rewards", "redemptions")
"""The kinds of files."""
_WITHOUT_CUSTOMERS = ("rewards",)
_MONEY = ("amount", "money_value")
_CENTS = {"分": -2, "cent": -2, "cents": -2}
"""Units of money that are points in every other column."""


def plain(text: str) -> str:
    """Half-width, lower case, without units in brackets, spaces and punctuation."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _PUNCTUATION.sub("", _BRACKETS.sub("", folded)) or _PUNCTUATION.sub("", folded)


def fields_of(kind: str) -> tuple[str, ...]:
    """The fields that a column of such a file may be mapped to."""
    return tuple(_synonyms(kind))


def rank(header: str, kind: str, field: str) -> int | None:
    """How likely a header means a field: 0 is likeliest, None not at all."""
    (name, *rests), ranks = _names(header), _synonyms(kind)[field]
    if name in ranks:
        return ranks[name]
    found = [ranks[rest] for rest in rests if rest in ranks]
    return min(found) + _PREFIX_COST if found else None


def is_known(header: str) -> bool:
    """Whether a header means some field of some kind."""
    name = plain(header)
    return any(name in ranks for kind in KINDS for ranks in _synonyms(kind).values())


def left_alone(header: str) -> str | None:
    """Why a header that looks like a field of ours is none; None where it is not known as such."""
    reasons = _left_alone()
    return next((reasons[name] for name in _names(header) if name in reasons), None)


def unit_of(header: str, field: str) -> str:
    """The unit that a header has in its brackets, as in 积分(万); '' if there is none."""
    folded = unicodedata.normalize("NFKC", header).casefold()
    for inside in _BRACKETS.findall(folded):
        unit = re.sub(r"^(?:单位)?[:\s]*|\s*(?:元|积分|points|pts)?$", "", inside)
        if unit in exponents(field):
            return str(unit)
    return ""


@cache
def exponents(field: str) -> Mapping[str, int]:
    """The units that a field's numbers may be counted in, each with its power of ten."""
    return {"": 0, **words()["units"], **(_CENTS if field in _MONEY else {})}


def fingerprint(columns: Sequence[str]) -> str:
    """What two files with the same columns share, whatever the order, case, width and blanks."""
    return hashlib.sha256("\x1f".join(sorted(map(folded, columns))).encode()).hexdigest()[:32]


def folded(header: str) -> str:
    """A header without case, width and blanks, but with its unit and its punctuation."""
    return "".join(unicodedata.normalize("NFKC", header).casefold().split())


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns of one vendor, field → plain header, with the words its cells use."""

    kind: str
    columns: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]


def layout_of(columns: Sequence[str]) -> Layout | None:
    """The vendor's layout that a header shows, None where it is none of those known by heart."""
    names = {plain(name) for name in columns}
    for each in words()["layouts"]:
        if names.issuperset(map(plain, each["has"])):
            found = {field: plain(name) for field, name in each["columns"].items()}
            return Layout(each["kind"], found, each["values"])
    return None


@lru_cache(4096)
def _names(header: str) -> tuple[str, ...]:
    """A header in the plain form, then without each prefix that it has."""
    name = plain(header)
    rests = [name.removeprefix(prefix) for prefix in words()["prefixes"]["words"]]
    return name, *[rest for rest in rests if rest and rest != name]


@cache
def words() -> Mapping[str, Any]:
    """All words, by section."""
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))


@cache
def synonyms(kind: str) -> Mapping[str, Sequence[str]]:
    """The words of each field as they are written, the likeliest first, the field's own name last."""
    shared = {} if kind in _WITHOUT_CUSTOMERS else words()["shared"]
    own = words()[kind]
    fields = dict.fromkeys((*shared, *own))
    return {field: [*shared.get(field, ()), *own.get(field, ()), field] for field in fields}


@cache
def _synonyms(kind: str) -> Mapping[str, Mapping[str, int]]:
    return {
        field: {plain(word): order for order, word in reversed([*enumerate(each)])}
        for field, each in synonyms(kind).items()
    }


@cache
def _left_alone() -> Mapping[str, str]:
    sections = words()["left_alone"]
    return {plain(word): reason for reason, each in sections.items() for word in each}

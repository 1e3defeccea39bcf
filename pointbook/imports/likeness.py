"""How like a header is to the words for a field: one contains the other in order, or a letter is off.

Headers are compared piece by piece: a word of letters is a piece, and so is each Chinese character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache

from pointbook.imports import headers

LIKE = 0.4
"""The least likeness that says anything."""
CLEARLY = 0.1
"""How much the best must be ahead of the next."""
_SPECIFIC = 3
"""Chinese characters that a word must have before it is sought within a longer header."""
_TYPO_LETTERS = 6
"""Letters that a word must have before one of them may be off."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BRACKETS = re.compile(r"[(\[{【<].*?[)\]}】>]")
_PIECE = re.compile(r"[a-z]+|\d+|[^\W\d_a-z]")


def closest(header: str, kind: str) -> list[tuple[float, str]]:
    """The fields that a header is like, most like first; a reason to leave it alone counts as a field.

    Reasons come with a leading '!'.
    """
    given = pieces(header)
    turned = _turning(header)
    best: dict[str, float] = {}
    for field, parts, turning in _words(kind):
        if turned <= turning or field.startswith("!"):
            best[field] = max(best.get(field, 0.0), likeness(given, parts))
    return sorted(((score, field) for field, score in best.items() if score >= LIKE), reverse=True)


def pieces(text: str) -> tuple[str, ...]:
    """The words and Chinese characters of a header, in order."""
    folded = unicodedata.normalize("NFKC", text)
    bare = _BRACKETS.sub("", folded)
    return tuple(_PIECE.findall(_CAMEL.sub(" ", bare if bare.strip() else folded).casefold()))


def likeness(header: Sequence[str], word: Sequence[str]) -> float:
    """From 0 to 1: the share of a header that a word makes up, 0 where it is not within it.

    The word's pieces must stand in the header in order with one gap at most; a long piece may have
    a letter off if nothing else is.
    """
    if len(header) == len(word):
        return _spelling(header, word)
    if len(word) < 2 or len(header) < len(word):
        return 0.0
    size = len("".join(word))
    is_letters = any(piece.isascii() for piece in word)
    if not is_letters and size < _SPECIFIC:
        return 0.0
    may_gap = is_letters or size > _SPECIFIC
    return size / len("".join(header)) if _within(header, word, may_gap=may_gap) else 0.0


def _within(header: Sequence[str], word: Sequence[str], *, may_gap: bool) -> bool:
    for split in range(len(word) if may_gap else 1):
        head, tail = word[:split], word[split:]
        for place in range(len(header) - len(word) + 1):
            if header[place : place + split] == head and _has(header[place + split :], tail):
                return True
    return False


def _has(header: Sequence[str], run: Sequence[str]) -> bool:
    return any(header[at : at + len(run)] == run for at in range(len(header) - len(run) + 1))


def _spelling(header: Sequence[str], word: Sequence[str]) -> float:
    """Near 1 where the same pieces stand in both but for a letter in one of them."""
    off = [(a, b) for a, b in zip(header, word, strict=True) if a != b]
    if len(off) != 1:
        return 0.0 if off else 1.0
    return 1 - 1 / len("".join(word)) if _is_typo(*off[0]) else 0.0


def _is_typo(given: str, meant: str) -> bool:
    """Whether one letter was left out, doubled, replaced or swapped with the next, not the first."""
    if given[0] != meant[0] or not given.isascii() or len(meant) < _TYPO_LETTERS:
        return False
    return given in set(_typos(meant)) or meant in set(_typos(given)) or _one_replaced(given, meant)


def _typos(word: str) -> Iterator[str]:
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]
        if at + 1 < len(word):
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _one_replaced(given: str, meant: str) -> bool:
    return len(given) == len(meant) and sum(a != b for a, b in zip(given, meant, strict=True)) == 1


def _turning(text: str) -> frozenset[str]:
    """The words in a header that turn its meaning round."""
    found = headers.words()["turning"]
    spoken = set(pieces(text))
    return frozenset(
        [each for each in found["words"] if each in spoken]
        + [each for each in found["parts"] if each in text]
    )


@cache
def _words(kind: str) -> tuple[tuple[str, tuple[str, ...], frozenset[str]], ...]:
    fields = [(f, word) for f, each in headers.synonyms(kind).items() for word in each]
    reasons = headers.words()["left_alone"]
    alone = [(f"!{reason}", word) for reason, each in reasons.items() for word in each]
    return tuple((field, pieces(word), _turning(word)) for field, word in [*fields, *alone])

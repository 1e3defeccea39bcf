"""From the bytes of a text file to UTF-8 on disk, in pieces: the ladder of encodings and its guards."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from pointbook.errors import UnreadableFile

PIECE = 1 << 20
MAX_TEXT = 4 << 30
"""Bytes of text that one file may unpack to."""

Pieces: TypeAlias = Callable[[], Iterator[bytes]]
Source: TypeAlias = bytes | Path

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
UNSEEN_MARKS = "\u200b\u200e\u200f\u2060\ufeff"
_CONTROLS = bytes({*range(32), 127} - set(b"\t\r\n"))
CHOICES = ("utf-8", "gb18030", "utf-16", "big5", "shift-jis", "cp1252")
"""Encodings worth offering where one must be chosen."""
_OLD_CHINESE = {"gbk", "gb2312", "cp936", "gb_2312", "euccn", "936"}
_CHINESE_SHARE = 0.75
_SAMPLE_LETTERS = 20_000


@dataclass(frozen=True, slots=True)
class Transcoded:
    """A text file in UTF-8: its first encoding, and what was seen on the way."""

    path: Path
    encoding: str
    quote_count: int
    nul_count: int
    has_tabs: bool
    has_unseen: bool
    """Whether characters that nobody sees may stand in its cells, tabs aside."""


def raw_pieces(source: Source) -> Pieces:
    """A way to walk through a file or upload as often as needed, a mebibyte at a time."""

    def pieces() -> Iterator[bytes]:
        if isinstance(source, bytes):
            for start in range(0, len(source), PIECE):
                yield source[start : start + PIECE]
            return
        with source.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece

    return pieces


def digest_of(source: Source) -> str:
    """sha256 of the bytes as they came, in hexadecimal."""
    digest = hashlib.sha256()
    for piece in raw_pieces(source)():
        digest.update(piece)
    return digest.hexdigest()


def to_utf8(pieces: Pieces, target: Path, filename: str, encoding: str | None = None) -> Transcoded:
    """Write the text as UTF-8 without BOM or NUL bytes; UnreadableFile if no encoding fits for sure."""
    head = next(pieces(), b"")
    for candidate in [_wider(encoding)] if encoding else _ladder(head):
        try:
            "".encode(candidate)  # LookupError too for codes that are none of text
            return _transcode(pieces, target, candidate, filename, is_sure=bool(encoding))
        except UnicodeError:
            continue
        except LookupError:
            break
    raise UnreadableFile(filename=filename, detail="encoding")


def _wider(encoding: str) -> str:
    """The encoding as it is read: the old Chinese ones lack letters that their files may have."""
    return "gb18030" if encoding.lower().replace("-", "") in _OLD_CHINESE else encoding


def _ladder(head: bytes) -> list[str]:
    for bom, name in _BOMS:
        if head.startswith(bom):
            return [name]
    if wide := _wide_encoding(head):
        return [wide]
    return ["utf-8", "gb18030"]


def _wide_encoding(head: bytes) -> str | None:
    """UTF-16 without a BOM: digits, commas and line ends leave zeros on one side of each pair."""
    sample = head[: PIECE - PIECE % 2]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if even + odd < len(sample) // 20 or even + odd < 2:
        return None
    if odd > 4 * even:
        return "utf-16-le"
    if even > 4 * odd:
        return "utf-16-be"
    return None


def _transcode(
    pieces: Pieces, target: Path, encoding: str, filename: str, *, is_sure: bool
) -> Transcoded:
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    quotes = nuls = written = 0
    tabs = unseen = after_return = False
    only_returns: bool | None = None
    letters: list[str] = []
    with target.open("wb") as out:
        for text in _texts(pieces, decoder):
            if only_returns is None:
                text = text.removeprefix("\ufeff")
            if encoding == "gb18030" and len(letters) < _SAMPLE_LETTERS and not text.isascii():
                letters += [letter for letter in text if letter > "\x7f"][:_SAMPLE_LETTERS]
            # Counted in bytes, which is several times quicker than in wide letters.
            raw = text.encode()
            if only_returns is None:
                only_returns = b"\r" in raw[:-1] and b"\n" not in raw
            if b"\x00" in raw:
                nuls += raw.count(b"\x00")
                raw = raw.replace(b"\x00", b"")
            if only_returns:
                raw = raw.replace(b"\r", b"\n")
            quotes += raw.count(b'"')
            tabs = tabs or b"\t" in raw
            unseen = unseen or (after_return and raw[:1] != b"\n") or _has_unseen(text, raw)
            after_return = raw.endswith(b"\r")
            written += out.write(raw)
            if written > MAX_TEXT:
                raise UnreadableFile(filename=filename, detail="too_large")
    if not is_sure and not _read_as_chinese(letters):
        raise UnicodeError
    return Transcoded(target, encoding, quotes, nuls, tabs, unseen)


def _texts(pieces: Pieces, decoder: codecs.IncrementalDecoder) -> Iterator[str]:
    for piece in pieces():
        if text := decoder.decode(piece):
            yield text
    if text := decoder.decode(b"", final=True):
        yield text


def _has_unseen(text: str, raw: bytes) -> bool:
    returns = raw.count(b"\r")
    if returns and returns != raw.count(b"\r\n") + raw.endswith(b"\r"):
        return True
    if len(raw.translate(None, _CONTROLS)) != len(raw):
        return True
    return not text.isascii() and any(mark in text for mark in UNSEEN_MARKS)


def _read_as_chinese(letters: list[str]) -> bool:
    """Whether letters that decode as GB18030 are likely meant so.

    Most files in Western, Japanese or Big5 encodings decode without an error too, but into rare
    characters; in Chinese text nearly all are of the first level of GB 2312 or its punctuation.
    """
    return sum(map(_is_common, letters)) >= _CHINESE_SHARE * len(letters)


def _is_common(letter: str) -> bool:
    code = letter.encode("gb18030")
    if len(code) != 2 or code[1] < 0xA1:
        return False
    return 0xA1 <= code[0] <= 0xA3 or 0xB0 <= code[0] <= 0xD7

"""The head of the chain on paper: written, read again, and compared with a book."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from pointbook.errors import InvalidHead
from pointbook.store.head import Head
from pointbook.texts import say

if TYPE_CHECKING:
    from pointbook.store.store import Store

Verdict: TypeAlias = Literal["contained", "older", "rewritten", "other_book"]
"""The book contains the link; it ends before it; it has another there; it is another book."""

_GROUP: Final = 4
_LINE: Final = 8
_LARGEST: Final = 10_000
_BOOK: Final = re.compile(r"book\s*[:：]\s*([0-9a-f]{32})\b", re.IGNORECASE)
_LINK: Final = re.compile(r"link\s*[:：]\s*([\d,]+)", re.IGNORECASE)
_CHAIN: Final = re.compile(r"chain\s*[:：]\s*((?:[0-9a-f]{1,64}\s*)+)", re.IGNORECASE)


@dataclass(frozen=True)
class ChainHead:
    """The last link of a chain and when it was written, in UTC; None where that is not known."""

    book_id: str
    link_id: int
    chain: str
    recorded_at: datetime | None = None

    @property
    def groups(self) -> str:
        """The chain as people read and compare it: groups of four, eight to a line."""
        parts = [self.chain[at : at + _GROUP] for at in range(0, len(self.chain), _GROUP)]
        lines = [" ".join(parts[at : at + _LINE]) for at in range(0, len(parts), _LINE)]
        return "\n".join(lines)

    def text(self, lang: str) -> str:
        """The page that is printed, kept or mailed."""
        at = "–" if self.recorded_at is None else f"{self.recorded_at:%Y-%m-%d %H:%M:%S} UTC"
        return say(
            "audit.head_text", lang, book_code=self.book_id, link_no=str(self.link_id), at=at,
            chain_code=self.groups,
        )  # fmt: skip


def head_of(store: Store) -> ChainHead:
    """The head of an open book."""
    found = store.question("audit/head")
    if found.is_empty():
        return ChainHead(store.book_id, 0, store.chain)
    return ChainHead(
        store.book_id, found["link_id"].item(), found["chain"].item(), found["recorded_at"].item()
    )


def read_head_text(text: str) -> ChainHead:
    """A head from its page, its JSON or the path of a file with either; InvalidHead."""
    return _of_json(text) or _of_page(_content(text)) or _refuse()


def _content(text: str) -> str:
    if "\n" in text or len(text) > 255:
        return text
    path = Path(text)
    try:
        if path.is_file() and path.stat().st_size <= _LARGEST:
            return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise InvalidHead from None
    return text


def _of_page(text: str) -> ChainHead | None:
    if (found := _of_json(text)) is not None:
        return found
    link, chain, book = _LINK.search(text), _CHAIN.search(text), _BOOK.search(text)
    if link is None or chain is None:
        return None
    joined = "".join(chain[1].split()).lower()
    if len(joined) != 64:
        return None
    return ChainHead(book[1].lower() if book else "", int(link[1].replace(",", "")), joined)


def _of_json(text: str) -> ChainHead | None:
    try:
        told = json.loads(text)
        found = ChainHead(str(told["book_id"]), int(told["link_id"]), str(told["chain"]))
    except (ValueError, KeyError, TypeError):
        return None
    return found if re.fullmatch(r"[0-9a-f]{64}", found.chain) else None


def _refuse() -> ChainHead:
    raise InvalidHead


def compare(store: Store, head: ChainHead) -> Verdict:
    """Whether the chain of a book runs through a head that somebody kept."""
    if head.book_id and head.book_id != store.book_id:
        return "other_book"
    if head.link_id > store.link_id:
        return "older"
    known = Head(store.book_id, head.link_id, head.chain)
    return "contained" if store.contains(known) else "rewritten"

"""批量查询: many customers at once, by a list of numbers or phones as people paste it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from pointbook.access import ALL_CUSTOMERS, as_actor
from pointbook.access.masking import masked
from pointbook.customers.phones import phone_digits
from pointbook.customers.pinyin import fold
from pointbook.errors import TooManyLines

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book

MOST_LINES: Final = 200_000
_CUTS: Final = re.compile(r"[\r\n\t,;、，；]+")
_SHOWN: Final = (
    "customer_no", "name", "tier", "store", "balance", "available", "expiring", "last_activity", "status",
)  # fmt: skip


@dataclass(frozen=True)
class Met:
    """Whom a list named: every customer once, in its order, and the lines that named nobody new.

    `customers` has the columns of a customers' sheet; `left` is line, cell, outcome (missing, doubled or
    ambiguous) and customer_no, one row per candidate where a line is ambiguous.
    """

    lines: int
    customers: pl.DataFrame
    left: pl.DataFrame

    def count(self, outcome: str) -> int:
        """How many lines had this outcome."""
        return self.left.filter(pl.col("outcome") == outcome)["line"].n_unique()


def cut(text: str) -> list[str]:
    """The entries of a pasted text: by line, tab, comma or semicolon, in either width; without empty ones."""
    return [each.strip() for each in _CUTS.split(text) if each.strip()]


def look_up(book: Book, entries: Sequence[str], *, actor: Actor | str | None = None) -> Met:
    """Whom these entries name, by the whole number or else the whole phone; width, case, spaces and +86 do not matter.

    An entry of several customers names none of them; a customer outside the actor's scope is missing.
    TooManyLines.
    """
    if len(entries) > MOST_LINES:
        raise TooManyLines(lines=len(entries), limit=MOST_LINES)
    by = as_actor(actor) if actor is not None else None
    words = [fold(each) for each in entries]
    asked = pl.DataFrame(
        {"line": range(1, len(words) + 1), "cell": list(entries), "word": words},
        {"line": pl.Int64, "cell": pl.String, "word": pl.String},
    )
    unique = asked["word"].unique(maintain_order=True)
    digits = pl.Series("digits", [phone_digits(each) for each in unique], pl.String)
    with book.store.staged(pl.DataFrame([unique, digits])) as staged:
        found = book.store.question(
            "changes/customers_wanted", staged=staged, as_of=book.now(),
            **(by.scope if by is not None else ALL_CUSTOMERS).parameters,
        )  # fmt: skip
    # A number is meant before a phone, should somebody's number look like another one's phone.
    found = found.filter(pl.col("is_number") == pl.col("is_number").max().over("word"))
    named = asked.join(
        found.select("word", "customer_no"), on="word", how="left", maintain_order="left_right"
    ).with_columns(candidates=pl.col("customer_no").n_unique().over("line"))
    once = named.filter(pl.col("customer_no").is_not_null(), candidates=1)
    first = once.unique("customer_no", keep="first", maintain_order=True)
    outcome = (
        pl.when(pl.col("customer_no").is_null())
        .then(pl.lit("missing"))
        .when(pl.col("candidates") > 1)
        .then(pl.lit("ambiguous"))
        .otherwise(pl.lit("doubled"))
    )
    left = (
        named.join(first, on="line", how="anti", maintain_order="left")
        .with_columns(outcome=outcome)
        .sort("line", "customer_no")
    )
    sheet = first.select("customer_no").join(
        found.unique("customer_no").select(_SHOWN),
        on="customer_no",
        how="left",
        maintain_order="left",
    )
    is_plain = by is None or by.sees_plain
    return Met(
        len(words),
        sheet if is_plain else masked(sheet),
        left.select("line", "cell", "outcome", "customer_no"),
    )

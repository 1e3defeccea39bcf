"""Whom a rule finds on a day, and what clearing them would come to; the ledger's kernel says what is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from pointbook.batches import Preview
from pointbook.batches.judged import Judged
from pointbook.batches.judging import judge
from pointbook.batches.preview import told

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.batches import Wish
    from pointbook.book import Book
    from pointbook.clearing.rule import KeptRule
    from pointbook.store.writing import Writing

_QUESTIONS: Final = {
    "still": "clearing/still", "ended": "clearing/ended", "day": "clearing/on_day",
}  # fmt: skip
_SHOWN: Final = (
    "customer_no", "fate", "since_on", "points", "balance", "balance_after", "available", "held",
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """Whom a rule finds: customer_no, balance, since_on (what the span counts from), spared (why one is left alone)."""

    kept: KeptRule
    day: date
    people: pl.DataFrame

    @property
    def wish(self) -> Wish:
        """The batch that clears those who are not left alone."""
        due = self.people.filter(pl.col("spared").is_null())
        return self.kept.rule.wish(tuple(due["customer_no"]), self.kept.rule_id, self.kept.version)

    @property
    def spared(self) -> dict[str, int]:
        """How many are left alone, by why."""
        counts = self.people.drop_nulls("spared").group_by("spared").len().sort("spared")
        return dict(counts.iter_rows())


@dataclass(frozen=True)
class Outlook:
    """What a rule would do on a day, looked at without writing. Points are positive."""

    kept: KeptRule
    day: date
    rows: pl.DataFrame
    """customer_no, fate, since_on, points (signed), balance, balance_after, available, held: everybody found."""
    preview: Preview | None
    """The batch as it would be; None where nobody is due."""
    soon: pl.DataFrame
    """customer_no, balance, due_on: those who come to be due within the next days, the earliest first."""

    @property
    def digest(self) -> str:
        """What switching on is given, so that exactly this has been looked at."""
        return self.preview.digest if self.preview is not None else ""

    @property
    def counts(self) -> dict[str, int]:
        """How many customers have which fate."""
        return dict(self.rows.group_by("fate", maintain_order=True).len().iter_rows())


def find(book: Book, writing: Writing, kept: KeptRule, day: date, today: date) -> Found:
    """Whom a rule finds for one of its days, by internal number; nothing is written."""
    rule = kept.rule
    asked: dict[str, object] = {"rule_id": kept.rule_id, **rule.parameters}
    if rule.condition == "still":
        asked["last_day"] = rule.last_since(day)
    elif rule.condition == "ended":
        asked["statuses"] = ",".join(rule.statuses)
        asked["ended_before"] = book.calendar.day_starts(rule.last_since(day) + timedelta(days=1))
    elif day < today:
        asked["came_after"] = day
    people = writing.ask(_QUESTIONS[rule.condition], **asked)
    since = pl.col("since_at")
    if rule.condition == "ended":  # a link says when it was recorded, in UTC
        zone = book.programme.timezone
        since = since.dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
    return Found(kept, day, people.with_columns(since_on=since.dt.date()).drop("since_at"))


def judged(book: Book, writing: Writing, found: Found, by: Actor) -> Judged | None:
    """What becomes of each who is due; None where nobody is."""
    wish = found.wish
    if not wish.whom.numbers:  # type: ignore[union-attr]
        return None
    return judge(book, writing, wish, book.now(), by)


def look(book: Book, writing: Writing, kept: KeptRule, by: Actor, days: int) -> Outlook:
    """Who would be cleared today, and who comes to be due within some days."""
    today = book.now().date()
    # Of a day of the year that has not come yet, who would be cleared if it were today.
    found = find(book, writing, kept, today, today)
    done = judged(book, writing, found, by)
    shown = None if done is None else told(done, book.now(), int(writing.state["data_version"]), by)
    return Outlook(kept, today, _rows(found, shown), shown, _soon(book, writing, found, days))


def _rows(found: Found, shown: Preview | None) -> pl.DataFrame:
    left = (
        found.people.drop_nulls("spared")
        .with_columns(
            fate="spared", points=pl.lit(0, pl.Decimal(18, 2)), balance_after="balance",
            available=pl.lit(None, pl.Decimal(18, 2)), held=pl.lit(None, pl.Decimal(18, 2)),
        )
        .select(_SHOWN)
    )  # fmt: skip
    if shown is None:
        return left
    since = found.people.select("customer_no", "since_on")
    rows = shown.rows.join(since, on="customer_no", how="left", maintain_order="left")
    return pl.concat([rows.select(_SHOWN), left], how="vertical_relaxed")


def _soon(book: Book, writing: Writing, found: Found, days: int) -> pl.DataFrame:
    kept, rule = found.kept, found.kept.rule
    later = found.day + timedelta(days=days)
    if rule.condition == "day" and rule.next_day(found.day) > later:
        return _nobody()
    people = find(book, writing, kept, later, later).people.filter(pl.col("spared").is_null())
    if rule.condition == "day":
        return people.select("customer_no", "balance", due_on=pl.lit(rule.next_day(found.day)))
    span = f"{rule.months or 0}mo{(rule.days or 0) + 1}d"
    return (
        people.join(found.people, on="customer_no", how="anti")
        .select("customer_no", "balance", due_on=pl.col("since_on").dt.offset_by(span))
        .sort("due_on", maintain_order=True)
    )


def _nobody() -> pl.DataFrame:
    return pl.DataFrame(
        schema={"customer_no": pl.String, "balance": pl.Decimal(18, 2), "due_on": pl.Date}
    )

"""A checked file beside the book, with the answers given: what posting it would do."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from pointbook.imports import kept_tiers
from pointbook.imports.answers import Answers
from pointbook.imports.asking import Asking
from pointbook.imports.checked import Checked
from pointbook.imports.cut_over import Past, past
from pointbook.imports.knowing import Met, compare
from pointbook.imports.known import Known
from pointbook.imports.purchase_knowing import know
from pointbook.imports.purchases import SCHEMAS
from pointbook.imports.repeats import decide
from pointbook.imports.replacing import Period, gone, recognise
from pointbook.imports.snapshots import Absent, absent, measured
from pointbook.imports.tables import Notice


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found (`met`, `period`) and what is made of it (`known`)."""

    checked: Checked
    """As checked; a file of balances as measured against the book, one of customers with the tiers that are kept."""
    met: Met
    period: Period | None
    known: Known
    past: Past | None = None
    """The rows from before a cut-over."""
    absent: Absent | None = None
    """Of a file of balances: whom it does not name."""
    kept_tiers: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=kept_tiers.KEPT))
    """Whoever keeps a tier that the file would have lowered: the columns of kept_tiers.KEPT."""


def judge(
    asking: Asking, checked: Checked, version: int, answers: Answers, today: date, before: Judged | None = None,
) -> Judged:  # fmt: skip
    """Compare a file with the book; `before` spares what was found when the book was the same."""
    if checked.kind in SCHEMAS:
        return _of_purchases(asking, checked, version, answers)
    if before is not None and before.met.version == version:
        met, period = before.met, before.period
        seen, missing, history = before.checked, before.absent, before.past
        kept = before.kept_tiers
    else:
        seen, kept = kept_tiers.keep(asking, measured(asking, checked), today)
        missing, history = absent(asking, seen), past(asking, seen)
        met = compare(asking, seen, version)
        is_snapshot = checked.snapshot is not None
        period = None if is_snapshot else recognise(asking, met, by_month=checked.by_month)
    replaced: pl.DataFrame | None = None
    if answers.period == "replace" and period is not None:
        replaced = gone(asking, met, period)
    known = decide(seen, met, answers, period, replaced)
    if history is not None:
        new = pl.concat([known.new_customers, history.strangers]).unique(maintain_order=True)
        known = replace(known, new_customers=new, duplicates=known.duplicates + history.known)
    if kept.height:
        known = replace(known, notices=(*known.notices, Notice("kept_tiers", kept.height)))
    return Judged(seen, met, period, known, history, missing, kept)


def _of_purchases(asking: Asking, checked: Checked, version: int, answers: Answers) -> Judged:
    """Orders, rewards and redemptions have keys and versions of their own, and no period."""
    about = answers.about_conflicts(checked.kind)
    known, rows = know(
        checked, version, lambda name, frame: asking.ask(name, staged=asking.stage(frame)), about
    )
    met = Met(version, known.new_customers, checked.entries, purchases=rows)
    return Judged(checked, met, None, known)

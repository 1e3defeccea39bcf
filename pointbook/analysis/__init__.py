"""The questions behind rankings, growth and statements, answered as figures that can be proved."""

from pointbook.analysis.counted import (
    COUNTED,
    Counted,
    left_out_statuses,
    set_left_out_statuses,
    without_status,
)
from pointbook.analysis.customer_range import CustomerRange
from pointbook.analysis.growth import COMPARISONS, SPLITS, Comparison, Growth, Split, growth
from pointbook.analysis.ranking import MEASURES, Measure, Ranking, ranking
from pointbook.analysis.statement import EntryFilter, Statement, statement
from pointbook.analysis.totals import MOVEMENTS, Totals

__all__ = [
    "COMPARISONS",
    "COUNTED",
    "MEASURES",
    "MOVEMENTS",
    "SPLITS",
    "Comparison",
    "Counted",
    "CustomerRange",
    "EntryFilter",
    "Growth",
    "Measure",
    "Ranking",
    "Split",
    "Statement",
    "Totals",
    "growth",
    "left_out_statuses",
    "ranking",
    "set_left_out_statuses",
    "statement",
    "without_status",
]

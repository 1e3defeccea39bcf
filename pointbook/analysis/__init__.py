"""The questions behind rankings, growth and statements, answered as figures that can be proved."""

from pointbook.analysis.customer_range import CustomerRange
from pointbook.analysis.growth import COMPARISONS, SPLITS, Comparison, Growth, Split, growth
from pointbook.analysis.ranking import MEASURES, Measure, Ranking, ranking
from pointbook.analysis.statement import EntryFilter, Statement, statement
from pointbook.analysis.totals import MOVEMENTS, Totals

__all__ = [
    "COMPARISONS",
    "MEASURES",
    "MOVEMENTS",
    "SPLITS",
    "Comparison",
    "CustomerRange",
    "EntryFilter",
    "Growth",
    "Measure",
    "Ranking",
    "Split",
    "Statement",
    "Totals",
    "growth",
    "ranking",
    "statement",
]

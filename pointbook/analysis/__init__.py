"""The questions behind rankings, growth and statements, answered as figures that can be proved."""

from pointbook.analysis.asking import Asking, CustomerRange
from pointbook.analysis.growth import Growth, growth
from pointbook.analysis.ranking import Ranking, ranking
from pointbook.analysis.statement import EntryFilter, Statement, statement
from pointbook.analysis.totals import MOVEMENTS, Totals

__all__ = [
    "MOVEMENTS",
    "Asking",
    "CustomerRange",
    "EntryFilter",
    "Growth",
    "Ranking",
    "Statement",
    "Totals",
    "growth",
    "ranking",
    "statement",
]

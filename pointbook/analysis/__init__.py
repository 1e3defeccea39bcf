"""The questions behind rankings, growth and statements, answered as figures that can be proved."""

from pointbook.analysis.comparing import BASES, Basis, Comparing
from pointbook.analysis.counted import (
    COUNTED,
    Counted,
    left_out_statuses,
    set_left_out_statuses,
    without_status,
)
from pointbook.analysis.customer_range import CustomerRange
from pointbook.analysis.festival import festivals
from pointbook.analysis.growth import (
    AVERAGES,
    COMPARISONS,
    SPLITS,
    Comparison,
    Growth,
    Split,
    growth,
)
from pointbook.analysis.ranking import MEASURES, Measure, Ranking, ranking
from pointbook.analysis.ranking import groups as rank_groups
from pointbook.analysis.report import (
    REPORT_KINDS,
    Report,
    ReportKind,
    period_code,
    report,
    report_period,
    report_periods,
)
from pointbook.analysis.statement import EntryFilter, Statement, statement
from pointbook.analysis.totals import MOVEMENTS, Totals

__all__ = [
    "AVERAGES",
    "BASES",
    "COMPARISONS",
    "COUNTED",
    "MEASURES",
    "MOVEMENTS",
    "REPORT_KINDS",
    "SPLITS",
    "Basis",
    "Comparing",
    "Comparison",
    "Counted",
    "CustomerRange",
    "EntryFilter",
    "Growth",
    "Measure",
    "Ranking",
    "Report",
    "ReportKind",
    "Split",
    "Statement",
    "Totals",
    "festivals",
    "growth",
    "left_out_statuses",
    "period_code",
    "rank_groups",
    "ranking",
    "report",
    "report_period",
    "report_periods",
    "set_left_out_statuses",
    "statement",
    "without_status",
]

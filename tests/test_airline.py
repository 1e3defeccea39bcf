"""The real programme: imported as it comes, every figure as computed independently."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pointbook.analysis import Comparing, CustomerRange, growth, rank_groups, ranking
from pointbook.analysis.ranking import Measure
from pointbook.periods import parse_period

if TYPE_CHECKING:
    from pointbook.book import Book

pytestmark = pytest.mark.needs_shared
AIRLINE = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "airline"


@pytest.fixture(scope="module")
def airline() -> Iterator[Book]:
    """A book with both files in it."""
    import pointbook

    with pointbook.open_book(":memory:", clock=lambda: datetime(2019, 1, 1)) as book:
        for name in ("Customer Loyalty History.csv", "Customer Flight Activity.csv"):
            plan = book.imports.read(AIRLINE / name).plan()
            assert plan.problems.is_empty()
            plan.post(actor="t")
        yield book


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((AIRLINE / "expected.json").read_text("utf-8"))
    return found


def test_every_member_and_every_point_arrived(airline: Book, expected: dict[str, Any]) -> None:
    figures = airline.ask("customers/figures").row(0, named=True)
    assert figures["customers"] == expected["members"]
    assert figures["in_debt"] == expected["balances"]["negative_members"]
    assert figures["balance"] == Decimal(expected["balances"]["sum"])
    activity = airline.ask("imports/history", row_limit=1).row(0, named=True)
    assert activity["rows"] == expected["activity_rows"]


def test_growth_equals_the_totals(airline: Book, expected: dict[str, Any]) -> None:
    answer = growth(airline, parse_period("2017..2018"), "year", by="tier")
    assert answer.totals.is_proved
    assert answer.totals.movements["earned"] == Decimal(expected["totals"]["earned"])
    assert answer.totals.movements["redeemed"] == -Decimal(expected["totals"]["redeemed"])
    assert answer.totals.net == Decimal(expected["totals"]["net"])
    for row in answer.rows.iter_rows(named=True):
        year = expected["yearly"][str(row["bucket_start"].year)]
        assert (row["earned"], -row["redeemed"]) == (
            Decimal(year["earned"]),
            Decimal(year["redeemed"]),
        )
        rate = -row["redeemed"] * 100 / row["earned"]
        assert round(rate, 4) == Decimal(year["redemption_rate_pct"])


@pytest.mark.parametrize("measure", ["earned", "balance"])
def test_rankings_begin_with_the_same_ten(
    airline: Book, expected: dict[str, Any], measure: Measure
) -> None:
    answer = ranking(airline, measure, parse_period("2017..2018"), limit=10)
    columns = ("rank", "customer_no", "value", "tier", "region")
    assert list(answer.rows.select(columns).iter_rows()) == [
        (
            place["rank_competition"],
            place["member"],
            Decimal(place["value"]),
            place["tier"],
            place["province"],
        )
        for place in expected[f"top10_{measure}"]
    ]


def test_a_year_grows_on_the_year_before(airline: Book, expected: dict[str, Any]) -> None:
    answer = growth(airline, parse_period("2018"), "year")
    for name, per_cent in expected["yearly_growth_pct"].items():
        assert answer.year_before is not None
        before, now = answer.year_before.movements[name], answer.totals.movements[name]
        assert round((now - before) * 100 / before, 4) == Decimal(per_cent)


def test_those_who_never_earned_take_no_part(airline: Book, expected: dict[str, Any]) -> None:
    answer = ranking(airline, "earned", parse_period("2017..2018"), limit=1)
    never = expected["totals"]["members_never_earned"]
    assert answer.spread.participants == expected["members"] - never


def test_balances_equal_theirs(airline: Book, expected: dict[str, Any]) -> None:
    answer = ranking(airline, "balance", parse_period("2017..2018"))
    balances = expected["balances"]
    assert answer.spread.participants == expected["members"]
    assert answer.spread.total == Decimal(balances["sum"])
    assert answer.spread.median == Decimal(balances["median"])
    values = answer.rows["value"]
    assert (values.max(), values.min()) == (Decimal(balances["max"]), Decimal(balances["min"]))
    assert (values == 0).sum() == balances["zero_members"]
    redeemed = airline.ask("analysis/ranking", measure="redeemed", row_limit=1)
    assert redeemed["participants"][0] == expected["totals"]["members_ever_redeemed"]


def test_provinces_and_reasons_add_up_to_the_totals(
    airline: Book, expected: dict[str, Any]
) -> None:
    period = parse_period("2017..2018")
    for measure, total in (
        ("earned", expected["totals"]["earned"]),
        ("redeemed", expected["totals"]["redeemed"]),
        ("balance", expected["balances"]["sum"]),
    ):
        for by in ("region", "tier"):
            groups = rank_groups(airline, measure, period, by)  # type: ignore[arg-type]
            assert sum(groups["value"], Decimal(0)) == Decimal(total)
    answer = growth(airline, period, by="region")
    assert answer.contributions is not None
    assert sum(answer.contributions["net"], Decimal(0)) == Decimal(expected["totals"]["net"])


def test_every_year_is_compared_with_the_year_before(
    airline: Book, expected: dict[str, Any]
) -> None:
    comparing = Comparing(newest=date(2018, 12, 31))
    compared = growth(airline, parse_period("2017..2018"), "year", comparing=comparing).by_bucket()
    for name, per_cent in expected["yearly_growth_pct"].items():
        for label in ("previous", "year"):
            assert compared[f"{name}_{label}"].to_list()[0] is None
            assert compared[f"{name}_{label}"][1] * 100 == pytest.approx(float(per_cent), abs=1e-3)


def test_percentiles_end_at_the_best_and_negative_balances_have_no_gini(
    airline: Book, expected: dict[str, Any]
) -> None:
    answer = ranking(airline, "balance", parse_period("2017..2018"), limit=1)
    assert answer.spread.gini is None
    assert answer.curve["percentile"][-1] == Decimal(expected["balances"]["max"])
    assert answer.curve["percentile"][49] == Decimal(expected["balances"]["median"])


def test_the_book_holds(airline: Book) -> None:
    assert airline.verify() == []
    assert airline.ask("points/reach")["newest"].item() == date(2018, 12, 1)
    assert growth(
        airline, parse_period("2018"), by="region", customers=CustomerRange(tier="Star")
    ).totals.is_proved

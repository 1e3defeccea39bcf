"""Finding customers, and the figures and lists around them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from pointbook.book import Book
from pointbook.customers.find import find

NOW = datetime(2026, 6, 30, 12, 0)


@pytest.fixture
def members(memory_book: Book) -> Book:
    """Four customers, of whom three have points."""
    people = {
        "0012": {"name": "曾小贤", "phone": "13800138000", "tier": "gold", "tags": "vip,new"},
        "A-100": {
            "name": "单雄信",
            "phone": "139 1234 5678",
            "email": "shan@x.com",
            "tags": "oldvip",
        },
        "100": {"name": "Ann Lee", "tier": "gold", "store": "S1", "status": "closed"},
        "1000": {"name": "100%_real", "tier": "plain"},
    }
    for number, about in people.items():
        memory_book.customers.add(number, **about)
    ledger = memory_book.ledger
    ledger.earn("0012", 100, occurred_at=date(2026, 6, 1), expires_at=date(2026, 7, 10), actor="t")
    ledger.earn(
        "0012", 40, occurred_at=date(2026, 6, 2), available_from=date(2026, 7, 5), actor="t"
    )
    ledger.earn("A-100", 50, occurred_at=date(2026, 5, 1), expires_at=date(2026, 6, 1), actor="t")
    ledger.redeem("100", 30, occurred_at=date(2026, 6, 20), overdraft=True, actor="t")
    ledger.hold("0012", 25, actor="t")
    return memory_book


def numbers(book: Book, **asked: object) -> list[str]:
    return list(book.ask("customers/search", **asked)["customer_no"])


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("zxx", ["0012"]),
        ("zengxiaoxian", ["0012"]),
        ("Zeng Xiaoxian", ["0012"]),
        ("cengxiaoxian", ["0012"]),
        ("曾小", ["0012"]),
        ("8000", ["0012"]),
        ("138-0013", ["0012"]),
        ("12345678", ["A-100"]),
        ("dxx", ["A-100"]),
        ("SHAN@X", ["A-100"]),
        ("annlee", ["100"]),
        ("ann lee", ["100"]),
        ("a-100", ["A-100"]),
        ("100%_", ["1000"]),
        ("_", ["1000"]),
        ("%", ["1000"]),
        ("nobody", []),
    ],
)
def test_a_customer_is_found_by_whatever_is_known(
    members: Book, typed: str, found: list[str]
) -> None:
    assert numbers(members, text=typed) == found


def test_exactly_that_number_comes_first_then_the_newest_activity(members: Book) -> None:
    assert numbers(members, text="100") == ["100", "A-100", "1000"]
    assert numbers(members, text="1000") == ["1000"]
    assert numbers(members) == ["100", "0012", "A-100", "1000"]
    assert numbers(members, text="  ") == numbers(members, text="") == numbers(members)


def test_pages_cut_the_same_list(members: Book) -> None:
    whole = numbers(members)
    for size in (1, 2, 3):
        pages = [numbers(members, row_limit=size, row_offset=start) for start in range(0, 4, size)]
        assert [number for page in pages for number in page] == whole
        assert pages[0] == whole[:size]


def test_ties_of_activity_go_by_number(memory_book: Book) -> None:
    for number in ("C3", "C1", "C2", "C4"):
        memory_book.customers.add(number)
        memory_book.ledger.earn(number, 5, occurred_at=date(2026, 1, 1), actor="t")
    assert numbers(memory_book, row_limit=3) == ["C1", "C2", "C3"]
    assert numbers(memory_book, row_limit=2, row_offset=2) == ["C3", "C4"]


def test_a_range_narrows_the_list(members: Book) -> None:
    assert numbers(members, tier="gold") == ["100", "0012"]
    assert numbers(members, tag="vip") == ["0012"]
    assert numbers(members, status="closed", store="S1") == ["100"]
    assert numbers(members, balance_from=Decimal(50)) == ["0012", "A-100"]
    assert numbers(members, balance_until=Decimal("-0.01")) == ["100"]


def test_the_list_agrees_with_the_ledger(members: Book) -> None:
    rows = members.ask("customers/search", as_of=NOW)
    assert rows.columns[:6] == ["customer_no", "name", "phone", "tier", "balance", "last_activity"]
    for row in rows.iter_rows(named=True):
        balance = members.ledger.balance(row["customer_no"], NOW)
        for name in ("balance", "available", "pending", "held", "debt", "lapsed", "expiring"):
            assert row[name] == getattr(balance, name), (row["customer_no"], name)


@pytest.mark.parametrize(
    "asked", [{}, {"text": "100"}, {"tier": "gold"}, {"balance_from": Decimal(1)}]
)
def test_figures_sum_up_the_list(members: Book, asked: dict[str, object]) -> None:
    rows = members.ask("customers/search", as_of=NOW, **asked)
    figures = members.ask("customers/figures", as_of=NOW, **asked).row(0, named=True)
    assert figures["customers"] == rows.height
    assert figures["in_debt"] == rows.filter(rows["debt"] > 0).height
    assert figures["with_balance"] == rows.filter(rows["balance"] > 0).height
    for name in ("balance", "available", "pending", "held", "lapsed", "expiring", "debt"):
        assert figures[name] == sum(rows[name], Decimal(0)), name


def test_find_folds_what_was_typed(members: Book) -> None:
    assert list(find(members, "\uff3a\uff38x")["customer_no"]) == ["0012"]
    assert list(find(members, "ann·lee", limit=5)["customer_no"]) == ["100"]


def test_choices_are_the_words_in_use_most_used_first(members: Book) -> None:
    choices = members.ask("customers/choices")

    def of(field: str) -> list[str]:
        return list(choices.filter(choices["field"] == field)["value"])

    assert of("tier") == ["gold", "plain"]
    assert of("tag") == ["new", "oldvip", "vip"]
    kinds = members.ask("points/choices")
    assert list(kinds.filter(kinds["field"] == "kind")["value"]) == ["earn", "redeem"]


def test_a_profile_tells_expiries_reasons_and_days(members: Book) -> None:
    expiries = members.ask("customers/expiries", customer_no="0012", as_of=NOW)
    assert list(expiries.iter_rows()) == [(date(2026, 7, 10), 75, 25)]
    reasons = members.ask("customers/by_reason", customer_no="100")
    assert list(reasons.select("points_in", "points_out", "entries").iter_rows()) == [(0, -30, 1)]
    days = members.ask("customers/balance", customer_no="0012")
    assert list(days["balance"]) == [100, 140]


def test_the_book_covers_from_the_first_entry_to_the_newest(members: Book) -> None:
    reach = members.ask("points/reach").row(0, named=True)
    assert (reach["oldest"], reach["newest"]) == (date(2026, 5, 1), date(2026, 6, 20))
    assert (reach["entries"], reach["customers"]) == (4, 4)

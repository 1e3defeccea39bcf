"""One action over many customers: each is named before, and what is posted is what was shown."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pointbook import errors
from pointbook.access import Actor, Limits, Right, Scope
from pointbook.analysis.customer_range import CustomerRange
from pointbook.batches import Chosen, Named, Preview, Wish
from pointbook.book import Book
from tests.conftest import NOW

JAN_1 = datetime(2026, 1, 1)


@pytest.fixture
def many(memory_book: Book) -> Book:
    """C0 has nothing; C1 to C5 have 100, 200 … of which C5's are held; C6 was merged into C1."""
    book = memory_book
    for n in range(7):
        tier, department = ("gold" if n % 2 else "plain"), ("north" if n < 3 else "south")
        book.customers.add(f"C{n}", tier=tier, department=department, actor="t")
    for n in range(1, 6):
        book.ledger.earn(
            f"C{n}", 100 * n, occurred_at=JAN_1, expires_at=date(2027, 1, 1), actor="t"
        )
    book.ledger.hold("C5", 450, actor="t")
    book.ledger.merge("C6", "C1", actor="t")
    return book


def fates(preview: Preview) -> dict[int, str]:
    return dict(preview.rows.select("place", "fate").iter_rows())


def balances(book: Book) -> dict[str, Decimal]:
    return {f"C{n}": book.ledger.balance(f"C{n}").balance for n in range(6)}


def down(points: int, *numbers: str, **more: Any) -> Wish:
    return Wish("down", Named(numbers), "correction", points=Decimal(points), **more)


def post(book: Book, wish: Wish, actor: Actor | str = "t") -> Any:
    preview = book.batches.preview(wish, actor)
    run = book.batches.post(preview, preview.digest, actor)
    assert book.verify() == []
    return run


def test_a_preview_names_each_one_and_writes_nothing(many: Book) -> None:
    version = many.data_version
    listed = ("C1", " C2 ", "C1", "C3", "C5", "C6", "C9", "C0")

    preview = many.batches.preview(down(150, *listed), "t")

    assert list(fates(preview).values()) == [
        "too_little", "ok", "doubled", "ok", "held", "merged", "unknown", "too_little",
    ]  # fmt: skip
    assert dict(preview.totals.select("fate", "customers").iter_rows())["too_little"] == 2
    assert preview.rows["available"].to_list()[0] == 100
    assert preview.rows["balance_after"].to_list()[1] == 50
    assert (preview.points_out, preview.points_in, preview.customers) == (300, 0, 2)
    assert many.data_version == version
    assert many.verify() == []


def test_what_was_shown_is_posted_as_one_batch_with_one_link(many: Book) -> None:
    links = many.ask("book/links").height
    wish = down(150, "C1", "C2", "C3", title="spring")
    preview = many.batches.preview(wish, "t")

    run = many.batches.post(preview, preview.digest, "t")

    assert (run.entries, run.customers, run.points_out) == (2, 2, 300)
    assert run.left_out == {"too_little": 1}
    assert balances(many)["C2"] == 50
    assert many.ask("book/links").height == links + 1
    entry = many.ledger.entries("C3").row(-1, named=True)
    assert (entry["kind"], entry["points"], entry["batch_id"]) == (
        "adjust_down",
        -150,
        run.batch_id,
    )
    listed = many.batches.history("t").row(0, named=True)
    assert (listed["title"], listed["kind"], listed["rows"], listed["problems"]) == (
        "spring",
        "adjust",
        3,
        1,
    )
    assert many.verify() == []


def test_points_are_cleared_as_far_as_they_are_free(many: Book) -> None:
    wish = Wish("clear", Chosen(), "year_end")

    preview = many.batches.preview(wish, "t")
    run = post(many, wish)

    assert fates(preview) == {1: "zero", 2: "ok", 3: "ok", 4: "ok", 5: "ok", 6: "ok"}
    assert balances(many) == {"C0": 0, "C1": 0, "C2": 0, "C3": 0, "C4": 0, "C5": 450}
    assert run.left_out == {"zero": 1}
    assert many.batches.preview(wish, "t").count("held") == 1


def test_lots_that_are_over_are_not_there_to_take(memory_book: Book) -> None:
    for number, ends in (("C1", date(2026, 6, 29)), ("C2", date(2026, 6, 30))):
        memory_book.customers.add(number, actor="t")
        memory_book.ledger.earn(number, 10, occurred_at=JAN_1, expires_at=ends, actor="t")

    preview = memory_book.batches.preview(Wish("clear", Named(("C1", "C2")), "year_end"), "t")

    assert list(fates(preview).values()) == ["zero", "ok"]


def test_a_list_may_carry_own_points(many: Book) -> None:
    text = "C1,50\n\nC2\t-1,000\nC3 -20.5\nC4,x\nC0;+7\nC5"

    preview = many.batches.preview(Wish("each", many.batches.pasted(text), "campaign"), "t")

    assert list(fates(preview).values()) == [
        "ok",
        "too_little",
        "ok",
        "bad_amount",
        "ok",
        "bad_amount",
    ]
    assert preview.rows["points"].to_list() == [50, 0, Decimal("-20.5"), 0, 7, 0]
    many.batches.post(preview, preview.digest, "t")
    assert balances(many)["C3"] == Decimal("279.5")
    assert many.verify() == []


def test_a_file_is_a_list_too(many: Book, tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    path.write_text("会员号,积分\nC1,5\n,\nC2,-5\n", encoding="gb18030")

    assert many.batches.listed(path) == Named(("C1", "C2"), ("5", "-5"))
    assert many.batches.listed(b"customer_no\nC1\nC2\n", "l.csv") == Named(("C1", "C2"))


def test_a_percentage_is_of_the_balance_of_each(many: Book) -> None:
    many.ledger.adjust("C1", Decimal("-0.03"), actor="t")
    wish = Wish("down", Named(("C0", "C1", "C4")), "correction", percent=Decimal("12.5"))

    preview = many.batches.preview(wish, "t")

    assert preview.rows["points"].to_list() == [0, Decimal("-12.50"), -50]
    assert fates(preview)[1] == "zero"


def test_points_that_are_given_pay_debts_and_end_when_told(many: Book) -> None:
    many.ledger.redeem("C0", 30, overdraft=True, actor="t")
    ends = date(2026, 12, 31)

    post(many, Wish("up", Named(("C0", "C1")), "campaign", points=Decimal(100), expires_at=ends))

    assert many.ledger.balance("C0").available == 70
    assert many.ledger.lots("C1")["expires_at"].to_list()[-1] == datetime(2027, 1, 1)


def test_customers_are_chosen_by_what_they_are_and_did(many: Book) -> None:
    many.ledger.earn("C3", 1, occurred_at=datetime(2026, 6, 1), actor="t")
    chosen = Chosen(CustomerRange(tier="gold"), Decimal(1), Decimal(400), date(2026, 5, 1))

    preview = many.batches.preview(Wish("clear", chosen, "idle"), "t")

    assert preview.rows["customer_no"].to_list() == ["C1"]


def test_all_or_nothing_posts_nothing_where_somebody_cannot_be_done(many: Book) -> None:
    wish = down(150, "C1", "C2", all_or_nothing=True)
    preview = many.batches.preview(wish, "t")

    assert isinstance(preview.refusal, errors.BatchHasProblems)
    with pytest.raises(errors.BatchHasProblems):
        many.batches.post(preview, preview.digest, "t")

    # Who has nothing already has what a clearing wants.
    post(many, Wish("clear", Named(("C0", "C1")), "year_end", all_or_nothing=True))


def test_a_preview_is_stale_once_one_of_its_customers_moved(many: Book) -> None:
    preview = many.batches.preview(down(10, "C1", "C2", "C3"), "t")
    many.ledger.earn("C4", 1, actor="t")  # somebody else
    many.ledger.earn("C2", 1, actor="t")
    many.ledger.hold("C3", 1, actor="t")
    before = balances(many)

    with pytest.raises(errors.StalePreview) as refusal:
        many.batches.post(preview, preview.digest, "t")
    with pytest.raises(errors.PreviewChanged):
        many.batches.post(preview.wish, preview.digest, "t")

    assert refusal.value.values == {"customers": 2}
    assert balances(many) == before


def test_a_preview_is_stale_once_somebody_else_is_chosen(many: Book) -> None:
    preview = many.batches.preview(
        Wish("up", Chosen(CustomerRange(tier="gold")), "gift", points=Decimal(1)), "t"
    )
    many.customers.edit("C2", tier="gold", actor="t")

    with pytest.raises(errors.StalePreview) as refusal:
        many.batches.post(preview, preview.digest, "t")

    assert refusal.value.values == {"customers": 1}


def test_who_else_moves_does_not_make_it_stale(many: Book) -> None:
    preview = many.batches.preview(down(10, "C1"), "t")
    many.ledger.earn("C2", 1, actor="t")

    assert many.batches.post(preview, preview.digest, "t").customers == 1


def test_two_people_who_confirm_the_same_preview_post_it_once(many: Book) -> None:
    preview = many.batches.preview(down(10, "C1", "C2"), "ann")

    many.batches.post(preview, preview.digest, "ann", "r1")
    with pytest.raises(errors.StalePreview) as refusal:
        many.batches.post(preview, preview.digest, "bob", "r2")

    assert refusal.value.values == {"customers": 2}
    assert balances(many)["C1"] == 90


def test_the_same_request_is_answered_with_the_first_run(many: Book) -> None:
    preview = many.batches.preview(down(10, "C1", "C2"), "t")
    first = many.batches.post(preview, preview.digest, "t", "r1")

    again = many.batches.post(preview.wish, preview.digest, "t", "r1")

    assert again.replayed
    assert again.batch_id == first.batch_id
    other = many.batches.preview(down(11, "C1"), "t")
    with pytest.raises(errors.DuplicateKeyConflict):
        many.batches.post(other, other.digest, "t", "r1")


def test_a_wish_is_kept_as_text_and_posted_by_another(many: Book) -> None:
    wishes = (
        Wish("each", Named(("C1", "C2"), ("5", "-5")), "r", title="x", expires_at=date(2027, 1, 1)),
        Wish("down", Chosen(CustomerRange(tier="gold"), Decimal("0.5"), None, NOW.date()), "r",
             percent=Decimal("12.5"), all_or_nothing=True),
    )  # fmt: skip
    for wish in wishes:
        assert Wish.from_json(wish.to_json()) == wish

    shown = many.batches.preview(wishes[0], "ann")
    kept = Wish.from_json(shown.wish.to_json())

    assert many.batches.preview(kept, "bob").digest == shown.digest
    assert many.batches.post(kept, shown.digest, "bob").customers == 2


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        (down(0, "C1"), errors.InvalidAmount),
        (Wish("down", Named(("C1",)), "r"), errors.InvalidAmount),
        (
            Wish("up", Named(("C1",)), "r", points=Decimal(1), percent=Decimal(1)),
            errors.InvalidAmount,
        ),
        (Wish("down", Chosen(), "r", percent=Decimal(101)), errors.InvalidAmount),
        (Wish("each", Named(("C1",)), "r"), errors.InvalidAmount),
        (Wish("clear", Chosen(), "r", points=Decimal(1)), errors.InvalidAmount),
        (Wish("clear", Chosen(), " "), errors.InvalidText),
        (Wish("clear", Named(()), "r"), errors.InvalidText),
        (Wish("clear", Chosen(), "r", expires_at=date(2027, 1, 1)), errors.InvalidDate),
        (
            Wish("up", Chosen(), "r", points=Decimal(1), expires_at=date(2026, 6, 1)),
            errors.InvalidDate,
        ),
    ],
)
def test_a_wish_that_is_none_is_refused(
    many: Book, wish: Wish, refusal: type[errors.PointbookError]
) -> None:
    with pytest.raises(refusal):
        many.batches.preview(wish, "t")


def test_nobody_to_change_is_no_batch(many: Book) -> None:
    preview = many.batches.preview(Wish("clear", Named(("C0", "C9")), "r"), "t")

    assert isinstance(preview.refusal, errors.EmptyBatch)
    with pytest.raises(errors.EmptyBatch):
        many.batches.post(preview, preview.digest, "t")


def test_clearing_and_adjusting_ask_for_rights_of_their_own(many: Book) -> None:
    adjuster = Actor("a", frozenset({Right.ADJUST}))
    clearing = Wish("clear", Chosen(), "r")
    shown = many.batches.preview(clearing, "t")

    with pytest.raises(errors.NotPermitted):
        many.batches.preview(clearing, adjuster)
    with pytest.raises(errors.NotPermitted):
        many.batches.post(shown, shown.digest, adjuster)
    with pytest.raises(errors.NotPermitted):
        many.batches.preview(down(1, "C1"), Actor("c", frozenset({Right.CLEAR_BATCH})))
    assert post(many, down(1, "C1"), adjuster).customers == 1


def test_limits_hold_for_each_entry_and_for_the_whole(many: Book) -> None:
    rights = frozenset({Right.ADJUST})
    careful = Actor("a", rights, Limits(entry=Decimal(99)))
    modest = Actor("b", rights, Limits(batch=Decimal(199)))
    wish = down(100, "C1", "C2")
    shown = many.batches.preview(wish, "t")

    assert isinstance(many.batches.preview(wish, careful).refusal, errors.OverLimit)
    with pytest.raises(errors.OverLimit):
        many.batches.post(shown, shown.digest, careful)
    with pytest.raises(errors.OverBatchLimit):
        many.batches.post(shown, shown.digest, modest)
    assert post(many, down(99, "C1", "C2"), modest).customers == 2


def test_one_who_sees_some_is_told_of_nobody_else(many: Book) -> None:
    north = Actor("n", frozenset({Right.ADJUST}), scope=Scope("department", ("north",)))

    listed = many.batches.preview(down(10, "C1", "C4", "C9"), north)
    chosen = many.batches.preview(Wish("up", Chosen(), "gift", points=Decimal(1)), north)

    assert list(fates(listed).values()) == ["ok", "unseen", "unseen"]
    assert listed.rows["balance"].to_list()[1:] == [None, None]
    assert chosen.rows["customer_no"].to_list() == ["C0", "C1", "C2"]
    post(many, down(10, "C4"))
    many.batches.post(listed, listed.digest, north)
    assert many.batches.history(north)["actor"].to_list() == ["n"]
    assert many.batches.history("t").height == 2
    with pytest.raises(errors.NotPermitted):
        many.batches.preview(Wish("clear", Chosen(), "r"), Actor("n", scope=north.scope))


def test_a_whole_batch_is_undone_and_shortfalls_are_told(many: Book) -> None:
    before = balances(many)
    cleared = post(many, Wish("clear", Chosen(), "year_end"))
    many.batches.undo(cleared.batch_id, actor="t")
    assert balances(many) == before

    given = post(many, Wish("up", Named(("C0", "C1")), "gift", points=Decimal("10.5")))
    many.ledger.redeem("C0", Decimal("10.25"), actor="t")
    foreseen = many.batches.preview_undo(given.batch_id, actor="t")
    undone = many.batches.undo(given.batch_id, actor="t")

    assert foreseen.shortfalls.rows() == undone.shortfalls.rows() == [("C0", Decimal("10.25"))]
    assert many.batches.history("t")["state"].to_list() == ["undone", "undone"]
    assert balances(many)["C1"] == before["C1"]
    assert many.verify() == []
    with pytest.raises(errors.AlreadyUndone):
        many.batches.undo(given.batch_id, actor="t")


def test_progress_is_told_step_by_step(many: Book) -> None:
    preview = many.batches.preview(down(10, "C1"), "t")
    steps: list[str] = []

    many.batches.post(
        preview, preview.digest, "t", progress=lambda step, _share: steps.append(step)
    )

    assert steps == ["compare", "allocate", "write", "commit", "done"]

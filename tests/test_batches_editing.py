"""Fields of many customers at once: shown before, written as shown, and given back field by field."""

from __future__ import annotations

import random
from typing import Any

import polars as pl
import pytest

from pointbook import errors
from pointbook.access import Actor, Right, Scope
from pointbook.analysis.customer_range import CustomerRange
from pointbook.batches import Chosen, Edit, Named, Preview, Wish
from pointbook.batches.edit import FIELDS
from pointbook.book import Book
from pointbook.columns import COLUMNS
from pointbook.customers.registry import STANDARD

EDITOR = Actor("lina", frozenset((Right.EDIT_CUSTOMER,)))
NORTH = Actor("n", frozenset((Right.EDIT_CUSTOMER,)), scope=Scope("department", ("north", "nord")))


@pytest.fixture
def many(memory_book: Book) -> Book:
    """C0 to C5 of two stores and departments, the odd ones with tags; C6 was merged into C1."""
    for n in range(7):
        memory_book.customers.add(
            f"C{n}", name="曾小贤", store="A" if n < 3 else "B", tags="老客,生日" if n % 2 else None,
            department="north" if n < 3 else "south", actor="t", 爱好="羽毛球",
        )  # fmt: skip
    memory_book.ledger.merge("C6", "C1", actor="t")
    return memory_book


def named(edit: Edit, *numbers: str, **more: Any) -> Wish:
    return Wish("edit", Named(numbers), "stores joined", edit=edit, **more)


def fates(preview: Preview) -> list[str]:
    return preview.rows["fate"].to_list()


def post(book: Book, wish: Wish, actor: Actor | str = "t") -> Any:
    preview = book.batches.preview(wish, actor)
    run = book.batches.post(preview, preview.digest, actor)
    assert book.verify() == []
    return run


def fields(book: Book, name: str) -> list[str | None]:
    return [getattr(book.customers.get(f"C{n}"), name) for n in range(6)]


def test_a_preview_names_each_with_what_was_and_what_will_be(many: Book) -> None:
    erased = many.customers.erase("C5", reason="asked", actor="t")
    version = many.data_version
    wish = named(Edit({"store": "B"}), "C1", " C3 ", "C1", "C6", "C9", erased)

    preview = many.batches.preview(wish, "t")

    assert fates(preview) == ["ok", "same", "doubled", "merged", "unknown", "erased"]
    assert preview.rows["before"].to_list()[:2] == [{"store": "A"}, {"store": "B"}]
    assert preview.rows["after"].to_list()[:2] == [{"store": "B"}, {"store": "B"}]
    assert (preview.customers, preview.points_in, preview.refusal) == (1, 0, None)
    assert many.data_version == version


def test_what_was_shown_is_written_with_one_link_and_kept_field_by_field(many: Book) -> None:
    links = many.ask("book/links").height
    wish = named(Edit({"store": "B", "city": "上海", "department": None}), "C0", "C3", "C9")

    run = post(many, wish, EDITOR)

    assert (run.kind, run.customers, run.entries, run.left_out) == ("edit", 2, 0, {"unknown": 1})
    one = many.customers.get("C0")
    assert (one.store, one.city, one.department, one.fields) == (
        "B",
        "上海",
        None,
        {"爱好": "羽毛球"},
    )
    assert many.ask("book/links").height == links + 1
    kept = many.customers.changes("C3", actor="t")
    assert kept.select("changed_field", "changed_from", "changed_to").rows() == [
        ("city", None, "上海"),
        ("department", "south", None),
    ]
    assert set(kept["batch_id"]) == {run.batch_id}
    assert set(kept["command"]) == {"edit_batch"}
    row = many.batches.history("t").row(0, named=True)
    assert (row["kind"], row["title"], row["rows"], row["customers"], row["problems"]) == (
        "edit",
        "stores joined",
        3,
        2,
        1,
    )


def test_tags_come_go_and_are_replaced(many: Book) -> None:
    many.customers.edit("C2", tags="x, 老客", actor="t")
    some = ("C0", "C1", "C2")

    post(many, named(Edit(add_tags=("重点，VIP",)), *some))
    assert fields(many, "tags")[:3] == ["重点,VIP", "老客,生日,重点,VIP", "x,老客,重点,VIP"]
    post(many, named(Edit(add_tags=("新",), remove_tags=("老客", "重点", "没有")), *some))
    assert fields(many, "tags")[:3] == ["VIP,新", "生日,VIP,新", "x,VIP,新"]
    assert fates(many.batches.preview(named(Edit(add_tags=("VIP",)), *some), "t")) == ["same"] * 3
    post(many, named(Edit({"tags": "甲， 乙,甲"}), "C0"))
    post(many, named(Edit(remove_tags=("VIP", "新", "x")), "C2"))
    assert fields(many, "tags")[:3] == ["甲,乙", "生日,VIP,新", None]


def test_a_tag_that_no_longer_fits_leaves_its_customer_out(many: Book) -> None:
    many.customers.edit("C0", tags="长" * 499, actor="t")

    preview = many.batches.preview(named(Edit(add_tags=("又一个",)), "C0", "C1"), "t")

    assert fates(preview) == ["too_long", "ok"]


def test_customers_are_chosen_by_conditions_and_those_who_are_so_already_count_as_idle(
    many: Book,
) -> None:
    wish = Wish(
        "edit", Chosen(CustomerRange(store="B")), "r", edit=Edit({"tier": "金卡"}), all_or_nothing=True
    )  # fmt: skip
    many.customers.edit("C4", tier="金卡", actor="t")

    run = post(many, wish)

    assert (run.customers, run.left_out) == (2, {"same": 1})
    assert fields(many, "tier") == [None, None, None, "金卡", "金卡", "金卡"]
    assert many.batches.history("t")["idle"].to_list() == [1]
    with pytest.raises(errors.EmptyBatch):
        post(many, wish)


def test_a_preview_is_stale_once_a_field_of_it_changed_and_not_for_points(many: Book) -> None:
    wish = named(Edit({"store": "D"}), "C0", "C1")
    preview = many.batches.preview(wish, "t")
    many.ledger.earn("C0", 5, actor="t")
    many.customers.edit("C0", city="上海", actor="t")
    assert many.batches.preview(wish, "t").digest == preview.digest
    many.customers.edit("C1", store="B", actor="t")

    with pytest.raises(errors.StalePreview) as refused:
        many.batches.post(preview, preview.digest, "t")
    with pytest.raises(errors.PreviewChanged):
        many.batches.post(wish, preview.digest, "t")

    assert refused.value.values == {"customers": 1}
    assert fields(many, "store")[0] == "A"


def test_the_same_request_is_answered_with_the_first_run(many: Book) -> None:
    preview = many.batches.preview(named(Edit({"store": "B"}), "C0"), "t")
    first = many.batches.post(preview, preview.digest, "t", "r1")
    many.customers.edit("C0", store="Z", actor="t")

    again = many.batches.post(preview, preview.digest, "t", "r1")

    assert (again.replayed, again.batch_id) == (True, first.batch_id)
    assert fields(many, "store")[0] == "Z"


def test_a_wish_is_kept_as_text(many: Book) -> None:
    wish = named(Edit({"store": None, "tags": "甲"}, ("乙",), ("丙",)), "C0").checked(0)

    kept = Wish.from_json(wish.to_json())

    assert kept == wish
    assert many.batches.preview(kept, "t").digest == many.batches.preview(wish, "t").digest


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        (Wish("edit", Chosen(), "r"), errors.NothingToEdit),
        (Wish("edit", Chosen(), "r", edit=Edit()), errors.NothingToEdit),
        (Wish("edit", Chosen(), "r", edit=Edit(add_tags=(" ", ","))), errors.NothingToEdit),
        (Wish("clear", Chosen(), "r", edit=Edit({"store": "A"})), errors.NothingToEdit),
        (Wish("edit", Chosen(), "r", edit=Edit({"name": "x"})), errors.FieldNotForMany),
        (Wish("edit", Chosen(), "r", edit=Edit({"爱好": "x"})), errors.FieldNotForMany),
        (Wish("edit", Chosen(), "r", edit=Edit({"store": "x" * 501})), errors.InvalidText),
        (Wish("edit", Chosen(), "", edit=Edit({"store": "x"})), errors.InvalidText),
    ],
)
def test_an_edit_that_is_none_is_refused(
    many: Book, wish: Wish, refusal: type[errors.PointbookError]
) -> None:
    with pytest.raises(refusal):
        many.batches.preview(wish, "t")


def test_fields_of_an_edit_are_of_the_register_and_open() -> None:
    assert set(FIELDS) <= set(STANDARD)
    assert {COLUMNS[each].privacy for each in FIELDS} == {"open"}


def test_it_asks_for_the_right_and_the_scope_of_a_single_edit(many: Book) -> None:
    wish = named(Edit({"store": "C"}), "C0", "C4", "C9")
    with pytest.raises(errors.NotPermitted):
        many.batches.preview(wish, Actor("v", frozenset((Right.ADJUST,))))

    preview = many.batches.preview(wish, NORTH)

    assert fates(preview) == ["ok", "unseen", "unseen"]
    assert preview.rows["before"].to_list()[1] is None
    # Nobody is put where one does not see them; where one does is another matter.
    with pytest.raises(errors.NotPermitted):
        many.batches.preview(named(Edit({"department": "south"}), "C0"), NORTH)
    with pytest.raises(errors.NotPermitted):
        many.batches.preview(named(Edit({"department": None}), "C0"), NORTH)
    assert post(many, named(Edit({"department": "nord", "owner": "x"}), "C0"), NORTH).customers == 1
    mine = Actor("me", frozenset((Right.EDIT_CUSTOMER,)), customer_no="C0")
    assert fates(many.batches.preview(wish, mine)) == ["own", "ok", "unknown"]


def test_an_undo_gives_back_what_nobody_changed_since_and_names_the_rest(many: Book) -> None:
    run = post(many, named(Edit({"store": "C", "city": "上海"}, ("重点",)), "C0", "C1", "C3"))
    many.customers.edit("C1", store="Z", actor="t")
    many.customers.edit("C3", tags=None, city="苏州", store="Y", actor="t")
    many.customers.edit("C0", store="A", actor="t")  # set back by hand: nothing is left to do

    foreseen = many.batches.preview_undo(run.batch_id, actor=EDITOR)
    left = many.batches.changed_since(run.batch_id, actor=EDITOR)
    undone = many.batches.undo(run.batch_id, actor=EDITOR)

    assert left.rows() == [
        ("C1", "store", "A", "C", "Z"),
        ("C3", "city", None, "上海", "苏州"),
        ("C3", "store", "B", "C", "Y"),
        ("C3", "tags", "老客,生日", "老客,生日,重点", None),
    ]
    assert dict(foreseen.fates.iter_rows()) == {"C0": "restored", "C1": "restored", "C3": "newer"}
    assert undone.restored_customers == foreseen.restored_customers == 2
    assert fields(many, "store")[:4] == ["A", "Z", "A", "Y"]
    assert fields(many, "city")[:4] == [None, None, None, "苏州"]
    assert fields(many, "tags")[:2] == [None, "老客,生日"]
    assert many.batches.changed_since(run.batch_id, actor=EDITOR).rows() == left.rows()
    assert many.batches.history("t")["state"].to_list() == ["undone"]
    with pytest.raises(errors.AlreadyUndone):
        many.batches.undo(run.batch_id, actor="t")
    assert many.verify() == []


def test_only_who_may_edit_all_of_them_undoes(many: Book) -> None:
    moved = post(many, named(Edit({"department": "nord"}), "C0", "C1"), NORTH)
    wide = post(many, named(Edit({"city": "上海"}), "C0", "C4"))
    mine = Actor("me", frozenset((Right.EDIT_CUSTOMER,)), customer_no="C1")
    nord = Actor("x", frozenset((Right.EDIT_CUSTOMER,)), scope=Scope("department", ("nord",)))

    with pytest.raises(errors.UnknownBatch):
        many.batches.undo(wide.batch_id, actor=NORTH)
    with pytest.raises(errors.NotPermitted):
        many.batches.undo(moved.batch_id, actor=Actor("u", frozenset((Right.UNDO,))))
    with pytest.raises(errors.OwnRecord):
        many.batches.undo(moved.batch_id, actor=mine)
    # Nor are customers given back to where one does not see them.
    with pytest.raises(errors.NotPermitted):
        many.batches.undo(moved.batch_id, actor=nord)
    assert many.batches.undo(moved.batch_id, actor=NORTH).restored_customers == 2
    assert fields(many, "department")[:2] == ["north", "north"]


def test_an_import_of_before_leaves_customers_that_an_edit_changed_since(many: Book) -> None:
    draft = many.imports.read("客户号,门店\nC0,M\nC3,M\n".encode(), filename="a.csv")
    brought = draft.plan(kind="customers", source="crm").post(actor="t")
    post(many, named(Edit({"city": "上海"}), "C0"))

    many.imports.undo(brought.batch_id, actor="t")

    assert [fields(many, "store")[n] for n in (0, 3)] == ["M", "B"]


@pytest.mark.parametrize("seed", range(4))
def test_random_edits_imports_and_undos_come_out_as_a_naive_model_says(
    memory_book: Book, seed: int
) -> None:
    """Fields as plain dictionaries: an undo gives back what is still as the batch left it, and nothing else."""
    dice, book = random.Random(seed), memory_book
    numbers = [f"C{n}" for n in range(7)]
    known: dict[str, dict[str, str | None]] = {}
    for number in numbers:
        book.customers.add(number, store="A", actor="t")
        known[number] = dict.fromkeys(FIELDS) | {"store": "A"}
    edits: list[tuple[int, dict[tuple[str, str], tuple[str | None, str | None]]]] = []
    for _ in range(25):
        listed = dice.sample(numbers, dice.randrange(1, 6))
        name, value = dice.choice(FIELDS[:4]), dice.choice(["A", "B", "C", None])
        what = dice.random()
        if what < 0.3 and edits:
            batch_id, changed = edits.pop(dice.randrange(len(edits)))
            left = book.batches.changed_since(batch_id, actor="t").rows()
            assert left == sorted(
                (number, field, was, will, known[number][field])
                for (number, field), (was, will) in changed.items()
                if known[number][field] not in (was, will)
            )
            book.batches.undo(batch_id, actor="t")
            for (number, field), (was, will) in changed.items():
                if known[number][field] == will:
                    known[number][field] = was
        elif what < 0.45:
            book.customers.edit(listed[0], actor="t", **{name: value})
            known[listed[0]][name] = value
        elif what < 0.6 and value is not None:
            lines = "\n".join([f"customer_no,{name}", *(f"{each},{value}" for each in listed)])
            draft = book.imports.read(lines.encode(), filename="a.csv")
            draft.plan(kind="customers", source=f"s{len(edits)}{dice.random()}").post(actor="t")
            for each in listed:
                known[each][name] = value
        else:
            edit = _edit(dice, name, value)
            changed = {}
            for each in listed:
                for field, will in _naive(edit, known[each]).items():
                    if will != known[each][field]:
                        changed[each, field] = (known[each][field], will)
            wish = named(edit, *listed)
            preview = book.batches.preview(wish, "t")
            assert preview.customers == len({number for number, _ in changed})
            if not changed:
                continue
            edits.append((book.batches.post(preview, preview.digest, "t").batch_id, changed))
            for (number, field), (_, will) in changed.items():
                known[number][field] = will
        found = {each: book.customers.get(each) for each in numbers}
        assert {
            each: {field: getattr(one, field) for field in FIELDS} for each, one in found.items()
        } == known
    assert book.verify() == []


def _edit(dice: random.Random, name: str, value: str | None) -> Edit:
    tags = ("x", "y", "z")
    some = tuple(dice.sample(tags, dice.randrange(3)))
    others = tuple(dice.sample(tags, dice.randrange(3)))
    values = {name: value} if dice.random() < 0.6 or not (some or others) else {}
    return Edit({**values, **({"tags": "y,z"} if dice.random() < 0.2 else {})}, some, others)


def _naive(edit: Edit, has: dict[str, str | None]) -> dict[str, str | None]:
    """What an edit should make of the fields that it is about."""
    will = {**has, **edit.values}
    words = [each for each in (will["tags"] or "").split(",") if each]
    words = [each for each in words if each not in edit.remove_tags]
    words += [each for each in edit.add_tags if each not in words]
    return {**will, "tags": ",".join(words) or None}


def test_the_numbers_of_an_edit_are_those_of_the_list(many: Book) -> None:
    preview = many.batches.preview(Wish("edit", Chosen(), "r", edit=Edit({"city": "上海"})), "t")

    assert preview.totals.select("fate", "customers").rows() == [("ok", 6)]
    assert preview.rows.filter(pl.col("fate") == "ok")["customer_no"].to_list() == [
        f"C{n}" for n in range(6)
    ]

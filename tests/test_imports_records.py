"""Unfinished imports: they outlive a reload and a restart, and go with their files when they are done."""

from __future__ import annotations

import json
import logging
import os
import stat
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

import pointbook
from pointbook import errors
from pointbook.book import Book
from pointbook.imports import Plan, Record, Records
from tests.conftest import NOW

CSV = "会员号,积分,时间\n0001,100,2026-05-01\n0002,-30,2026-05-02\n0003,abc,2026-05-03\n".encode()


def started(book: Book, data: bytes = CSV, filename: str = "积分.csv") -> Record:
    return book.imports.records.start(data, filename, "ann")


def checked(book: Book, record: Record) -> tuple[Record, Plan]:
    draft = book.imports.records.open(record)
    mapping = draft.mapped("points")
    mapped = book.imports.records.mapped(record, mapping, "crm")
    assert (mapped.state, mapped.source) == ("mapped", "crm")
    plan = draft.plan(mapping=mapping, source="crm")
    return book.imports.records.checked(mapped, plan, "r1"), plan


def anew(book: Book) -> Records:
    """As the next process finds them."""
    return Records(book)


def test_an_upload_is_kept_beside_the_book_for_its_owner_alone(book: Book) -> None:
    record = started(book)

    assert (record.state, record.filename, record.size) == ("uploaded", "积分.csv", len(CSV))
    assert (record.actor, record.started_at, record.counts) == ("ann", NOW, {})
    folder = book.path.with_name(book.path.name + ".imports")  # type: ignore[union-attr]
    for place in (folder, folder / record.import_id):
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
    for file in (folder / record.import_id).iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert anew(book).pending() == [record]


def test_a_book_without_imports_has_no_folder_for_them(book: Book) -> None:
    assert book.imports.records.pending() == []
    assert not book.imports.records.folder.exists()


def test_what_was_chosen_and_mended_is_there_again(book: Book) -> None:
    record, plan = checked(book, started(book))
    assert record.counts == {"rows": 3, "ok": 2, "problems": 1, "duplicates": 0}
    before = plan.bad_rows()
    mended = plan.mended(before, before.with_columns(积分=pl.lit("70")))
    record = book.imports.records.checked(record, mended, "r2")

    again = anew(book).find(record.import_id)
    assert again == record
    assert (again.state, again.kind, again.source, again.request_id) == (
        "checked", "points", "crm", "r2",
    )  # fmt: skip
    draft = anew(book).open(again)
    same = anew(book).plan(again, draft)
    assert same.problems.is_empty()
    assert (same.chosen, same.source, same.corrected_cells) == (mended.chosen, "crm", 1)
    assert same.totals == mended.totals


def test_a_mapping_with_words_units_and_a_time_is_there_again(book: Book) -> None:
    text = "卡号,数,类\n0001,1.5,加\n0002,2,减\n".encode()
    record = started(book, text)
    draft = book.imports.records.open(record)
    mapping = replace(
        draft.suggested("points").changed(  # type: ignore[union-attr]
            {"customer_no": "卡号", "points": "数", "kind": "类"}, draft.columns
        ),
        values={"kind": {"加": "earn", "减": "redeem"}}, units={"points": "万"}, at=datetime(2026, 5, 1, 8),
        date_order="month_first",
    )  # fmt: skip
    plan = draft.plan(mapping=mapping)
    record = book.imports.records.checked(record, plan, "r1")
    assert record.chosen == plan.chosen

    again = anew(book).plan(record, anew(book).open(record))
    assert again.totals == plan.totals
    assert again.totals["points_in"] == 15_000


def test_how_a_file_is_read_is_kept_and_begins_everything_anew(book: Book) -> None:
    record, _ = checked(book, started(book, b"x,y,z\n" + CSV))
    again = book.imports.records.read_again(record, {"header_row": 1, "encoding": None})

    assert (again.state, again.mapping, again.counts) == ("uploaded", None, {})
    assert again.wishes == {"header_row": 1}
    assert book.imports.records.open(again).columns == ["会员号", "积分", "时间"]


def test_posting_leaves_the_batch_and_takes_the_file_away(book: Book) -> None:
    record, plan = checked(book, started(book))
    run = book.imports.records.post(record, plan, actor="ann")

    assert run.entries == 2
    assert book.imports.records.pending() == []
    assert list(book.imports.records.folder.iterdir()) == []
    posted = book.imports.records.of_batch(run.batch_id)
    assert posted is not None
    assert (posted.state, posted.batch_id, posted.is_pending) == ("posted", run.batch_id, False)
    assert (posted.digest, posted.source, posted.counts["problems"]) == (record.digest, "crm", 1)
    book.imports.undo(run.batch_id, actor="ann")
    assert book.imports.records.of_batch(run.batch_id).state == "undone"  # type: ignore[union-attr]
    assert book.imports.records.of_batch(99) is None


def test_a_posting_that_fails_can_be_tried_again(book: Book) -> None:
    record, plan = checked(book, started(book))

    def stop(step: str, share: float) -> None:
        present = anew_state(book, record)
        assert present == "posting"
        raise errors.Cancelled

    with pytest.raises(errors.Cancelled):
        book.imports.records.post(record, plan, actor="ann", progress=stop)
    assert book.batches().is_empty()
    assert anew_state(book, record) == "checked"
    assert book.imports.records.post(record, plan, actor="ann").entries == 2


def anew_state(book: Book, record: Record) -> str | None:
    found = book.imports.records.find(record.import_id)
    return found.state if found else None


def test_a_process_that_ended_while_it_posted_is_settled_at_the_next_start(book: Book) -> None:
    lost, plan = checked(book, started(book))
    book.imports.records.update(lost, state="posting")
    assert anew(book).find(lost.import_id).state == "checked"  # type: ignore[union-attr]

    book.imports.records.update(lost, state="posting")
    plan.post(actor="ann", request_id=lost.request_id)
    assert anew(book).pending() == []


def test_it_is_posted_under_the_key_of_whoever_posts_it(book: Book) -> None:
    record, plan = checked(book, started(book))
    book.imports.records.checked(record, plan, "of another tab")
    run = book.imports.records.post(record, plan, actor="ann", request_id="mine")

    again = plan.post(actor="ann", request_id="mine")
    assert again.batch_id == run.batch_id
    with pytest.raises(errors.UnknownImport):
        book.imports.records.post(record, plan, actor="ann", request_id="of another tab")


def test_a_damaged_folder_is_forgotten_too_when_it_is_old(book: Book) -> None:
    record = started(book)
    folder = book.imports.records.folder / record.import_id
    (folder / "record.json").write_text("{", encoding="utf-8")
    long_ago = (NOW - timedelta(days=31)).timestamp()
    os.utime(folder, (long_ago, long_ago))
    assert anew(book).pending() == []
    assert not folder.exists()


def test_what_is_given_up_is_gone_and_says_so(book: Book) -> None:
    record = started(book)
    book.imports.records.discard(record)
    book.imports.records.discard(record)

    assert book.imports.records.find(record.import_id) is None
    with pytest.raises(errors.UnknownImport):
        book.imports.records.open(record)
    with pytest.raises(errors.UnknownImport):
        book.imports.records.update(record, source="x")


def test_an_untouched_upload_gives_way_to_the_same_file(book: Book) -> None:
    touched, _ = checked(book, started(book))
    first, second = started(book), started(book)

    assert {each.import_id for each in book.imports.records.pending()} == {
        touched.import_id, second.import_id,
    }  # fmt: skip
    assert first.import_id != second.import_id


def test_what_nobody_touched_for_thirty_days_is_forgotten(tmp_path: Path) -> None:
    now = [NOW]
    with pointbook.open_book(tmp_path / "b.duckdb", clock=lambda: now[0]) as book:
        old = started(book)
        now[0] += timedelta(days=20)
        young = started(book, CSV + b"0004,1,2026-05-04\n")
        now[0] += timedelta(days=11)
        assert [each.import_id for each in anew(book).pending()] == [young.import_id]
        assert not (book.imports.records.folder / old.import_id).exists()


@pytest.mark.parametrize("damage", ["", "{", "[]", "{}", "null", '{"pointbook_import": 1}'])
def test_a_damaged_or_foreign_folder_is_left_alone_with_a_word(
    book: Book, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    whole, record = started(book), started(book, CSV + b"0004,1,2026-05-04\n")
    folder = book.imports.records.folder
    (folder / record.import_id / "record.json").write_text(damage, encoding="utf-8")
    (folder / "lost+found").mkdir()
    (folder / "note.txt").write_text("x", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        records = anew(book)
        assert records.pending() == [whole]
        assert records.find(record.import_id) is None
    assert len(caplog.records) == 3  # one word each, not one at every look
    assert (folder / "note.txt").exists()


@pytest.mark.parametrize(
    "change",
    [
        {"state": "eaten"}, {"counts": {"rows": "many"}}, {"mapping": {"kind": 7}}, {"started_at": "today"},
        {"corrections": [[1]]}, {"size": "big"}, {"extra": 1}, {"mapping": {"kind": "points", "columns": {}, "at": 5}},
    ],
)  # fmt: skip
def test_a_record_that_says_anything_else_is_no_record(
    book: Book, change: dict[str, object]
) -> None:
    record = started(book)
    path = book.imports.records.folder / record.import_id / "record.json"
    told = json.loads(path.read_text(encoding="utf-8")) | change
    path.write_text(json.dumps(told), encoding="utf-8")
    assert book.imports.records.find(record.import_id) is None


@pytest.mark.parametrize("import_id", ["", "..", "../book.duckdb", "0" * 31, "0" * 32, "A" * 32])
def test_an_id_from_outside_leads_nowhere_else(book: Book, import_id: str) -> None:
    started(book)
    assert book.imports.records.find(import_id) is None


def test_records_wait_for_no_writer_and_leave_the_version_alone(book: Book) -> None:
    version = book.data_version
    plan = book.imports.read(CSV, filename="b.csv").plan()
    done = threading.Event()

    def beside() -> None:
        checked(book, started(book))
        done.set()

    def work(step: str, share: float) -> None:
        if step == "write":
            threading.Thread(target=beside).start()
            assert done.wait(60)

    plan.post(actor="t", progress=work)
    assert done.is_set()
    assert book.data_version == version + 1
    assert len(book.imports.records.pending()) == 1


def test_a_book_in_memory_keeps_them_in_a_folder_that_goes_with_it() -> None:
    with pointbook.open_book(":memory:", clock=lambda: NOW) as book:
        record = started(book)
        folder = book.imports.records.folder
        assert book.imports.records.pending() == [record]
    del book
    import gc

    gc.collect()
    assert not folder.exists()


def test_the_same_bytes_are_known_until_their_import_is_undone(book: Book) -> None:
    record, plan = checked(book, started(book))
    run = book.imports.records.post(record, plan, actor="ann")

    known = book.imports.records.posted_before(started(book, filename="other.csv").digest)
    assert list(known["batch_id"]) == [run.batch_id]
    book.imports.undo(run.batch_id, actor="ann")
    assert book.imports.records.posted_before(record.digest).is_empty()

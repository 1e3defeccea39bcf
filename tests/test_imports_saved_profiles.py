"""Import profiles in a book: kept by name, known by headers, taken from book to book."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

import pointbook
from pointbook.access import Actor
from pointbook.book import Book
from pointbook.errors import InvalidProfile, NotPermitted, UnknownKind, UnknownProfile
from pointbook.imports.profiles import Profile
from pointbook.store import migrations
from tests.torture.older import GUARDED, SHAPE, register

NOW = datetime(2026, 6, 30, 12, 0)
ROWS = "会员编号,积分,日期,类型\nA,1.5,03/04/2026,打卡\n"


def profile(book: Book, name: str = "有赞 积分", content: str = ROWS, **others: object) -> Profile:
    """A profile in which 打卡 is a gain and the month comes first."""
    draft = book.imports.read(content.encode(), filename="a.csv")
    mapping = replace(draft.mapped(), values={"kind": {"打卡": "earn"}}, date_order="month_first")
    return Profile.of(name, mapping, draft.columns, source="youzan", **others)


def test_a_profile_is_kept_by_its_name_and_replaced_under_it(memory_book: Book) -> None:
    profiles = memory_book.imports.profiles
    kept = profiles.save(profile(memory_book), actor="ann")
    assert profiles.get(" 有赞 积分 ") == kept
    changed = profiles.save(replace(kept, units={"points": "万"}), actor="bob")
    assert profiles.get(kept.name) == changed
    listed = profiles.list()
    assert listed.select("name", "kind", "actor", "is_remembered").rows() == [
        ("有赞 积分", "points", "bob", False)
    ]
    assert "content" not in listed.columns
    profiles.remove(kept.name, actor="ann")
    assert profiles.list().is_empty()
    for ask in (profiles.get, profiles.export_json):
        with pytest.raises(UnknownProfile):
            ask(kept.name)
    for change in (profiles.remove, profiles.used):
        with pytest.raises(UnknownProfile):
            change(kept.name, actor="ann")
    assert memory_book.verify() == []


def test_a_file_is_read_mapped_and_posted_by_a_saved_profile(memory_book: Book) -> None:
    memory_book.imports.profiles.save(profile(memory_book, header_row=1), actor="t")
    content = "导出人,张三,2026,\n" + ROWS.replace("打卡", "打 卡")
    draft = memory_book.imports.read(content.encode(), filename="b.csv", profile="有赞 积分")
    assert draft.header_row == 1
    plan = draft.plan()
    assert plan.source == "youzan"
    plan.post(actor="t")
    entries = memory_book.ledger.entries("A")
    assert entries.select("kind", "occurred_at").rows() == [("earn", datetime(2026, 3, 4))]
    # What is said goes before what the profile says.
    other = memory_book.imports.read(
        content.encode(), filename="b.csv", profile="有赞 积分", header_row=0
    )
    assert other.header_row == 0
    with pytest.raises(UnknownKind):
        other.plan()
    assert draft.plan(mapping={**draft.mapping, "kind": None}, source="crm").source == "crm"
    with pytest.raises(UnknownProfile):
        memory_book.imports.read(content.encode(), profile="另一个")


def test_the_profile_used_last_is_offered_for_the_same_headers(memory_book: Book) -> None:
    profiles = memory_book.imports.profiles
    one, two = (profiles.save(profile(memory_book, name), actor="t") for name in ("一", "二"))
    assert profiles.for_fingerprint(one.fingerprint) == two
    profiles.used("一", actor="t")
    assert profiles.for_fingerprint(one.fingerprint) == one
    assert profiles.for_fingerprint("other") is None


def test_profiles_made_for_a_header_come_before_those_that_only_fit(memory_book: Book) -> None:
    profiles = memory_book.imports.profiles
    own = profiles.save(profile(memory_book, "本表"), actor="t")
    profiles.save(
        profile(
            memory_book, "更多列", ROWS.replace("日期,", "日期,等级,").replace("26,", "26,金,")
        ),
        actor="t",
    )
    columns = ("会员编号", "积分", "日期", "类型")
    assert [each.name for each in profiles.fitting(columns)] == ["本表", "更多列"]
    assert profiles.fitting(("会员编号", "姓名")) == ()
    assert profiles.fitting(columns)[0] == own


def test_what_was_confirmed_is_remembered_once_for_each_header(memory_book: Book) -> None:
    profiles = memory_book.imports.profiles
    first = profiles.remember(profile(memory_book, "积分流水"), actor="t")
    assert first.name == "积分流水"
    profiles.remember(replace(first, name="积分流水"), actor="t")
    changed = profiles.remember(replace(first, date_order="day_first"), actor="t")
    assert profiles.list()["name"].to_list() == ["积分流水"]
    assert profiles.get("积分流水") == changed
    other = profiles.remember(profile(memory_book, "积分流水", "卡号,积分,日期,类型\n"), actor="t")
    assert other.name == "积分流水 2"
    assert profiles.list()["is_remembered"].all()


def test_what_was_saved_by_name_is_never_changed_by_remembering(memory_book: Book) -> None:
    profiles = memory_book.imports.profiles
    profiles.remember(profile(memory_book, "积分流水"), actor="t")
    saved = profiles.save(profile(memory_book, "夜间", all_or_nothing=True), actor="t")
    assert profiles.list()["name"].to_list() == ["夜间"]  # what was remembered has its name now
    assert profiles.remember(profile(memory_book, "积分流水"), actor="t") == saved
    other = replace(profile(memory_book, "积分流水"), source="crm")
    assert profiles.remember(other, actor="t").name == "积分流水"
    assert profiles.get("夜间") == saved
    assert profiles.for_fingerprint(saved.fingerprint) == other


def test_profiles_are_taken_from_book_to_book(memory_book: Book) -> None:
    profiles = memory_book.imports.profiles
    kept = profiles.save(profile(memory_book, all_or_nothing=True), actor="t")
    text = profiles.export_json(kept.name)
    with pointbook.open_book(":memory:", clock=lambda: NOW) as other:
        assert other.imports.profiles.import_json(text, actor="t") == kept
        assert other.imports.profiles.import_json(text, actor="t", name="新名").name == "新名"
        with pytest.raises(InvalidProfile):
            other.imports.profiles.import_json('{"pointbook_profile": 1}', actor="t")


def test_profiles_are_for_those_who_may_import(memory_book: Book) -> None:
    reader = Actor("reader", frozenset())
    profiles = memory_book.imports.profiles
    kept = profiles.save(profile(memory_book), actor="t")
    for command in (profiles.save, profiles.remember):
        with pytest.raises(NotPermitted):
            command(replace(kept, source="x"), actor=reader)
    with pytest.raises(NotPermitted):
        profiles.remove(kept.name, actor=reader)
    assert profiles.get(kept.name) == kept


def test_saving_is_done_once_for_a_request(memory_book: Book) -> None:
    profiles = memory_book.imports.profiles
    kept = profiles.save(profile(memory_book), actor="t", request_id="a")
    profiles.remove(kept.name, actor="t", request_id="b")
    profiles.save(kept, actor="t", request_id="a")
    profiles.remove(kept.name, actor="t", request_id="b")
    assert profiles.list().is_empty()


def test_a_book_of_an_older_shape_is_brought_along_with_a_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "book.duckdb"
    with monkeypatch.context() as older:
        older.setattr(migrations, "schema_files", lambda: SHAPE)
        older.setattr(migrations, "GUARDED", GUARDED)
        with pointbook.open_book(path, clock=lambda: NOW) as book:
            register(book, "A")
            book.ledger.earn("A", 100, occurred_at=NOW, actor="t")
            assert book.store.ask("select number from migration").height == len(SHAPE)
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        assert not book.read_only
        assert book.ledger.balance("A").balance == 100
        book.imports.profiles.save(profile(book), actor="t")
        draft = book.imports.read(ROWS.encode(), filename="a.csv", profile="有赞 积分")
        assert draft.plan().post(actor="t").entries == 1
        assert book.verify() == []
    copies = sorted(each.name for each in tmp_path.glob("*.before-*"))
    assert (
        copies
        == [f"book.duckdb.before-{number:04d}" for number, _ in migrations.schema_files()][
            len(SHAPE) :
        ]
    )
    with monkeypatch.context() as older:
        older.setattr(migrations, "schema_files", lambda: SHAPE)
        older.setattr(migrations, "GUARDED", GUARDED)
        with pointbook.open_book(tmp_path / copies[0], clock=lambda: NOW) as before:
            assert before.ledger.balance("A").balance == 100

"""Backups: locked, kept by a rule, rehearsed, restored, and whoever asks meanwhile is answered."""

from __future__ import annotations

import json
import os
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pointbook
from pointbook.access import Actor, Right
from pointbook.backups import encryption
from pointbook.backups.retention import DAYS, MONTHS, WEEKS, kept
from pointbook.backups.secret import SECRET
from pointbook.book import Book
from pointbook.cli import main
from pointbook.errors import (
    BookDamaged,
    BookMissing,
    InvalidBackupKey,
    NotPermitted,
    SecretUnreadable,
    WrongBackupKey,
)
from pointbook.web.daily import back_up_if_due
from tests.conftest import NOW

KEY = "four words and a number 7"


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET, KEY)


@pytest.fixture(autouse=True)
def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SECRET, raising=False)
    monkeypatch.delenv(f"{SECRET}_FILE", raising=False)


def fill(book: Book) -> None:
    book.customers.add("C1", name="曾小贤", actor="t")
    book.ledger.earn("C1", 100, actor="t")


# ------------------------------------------------------------- the lock


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20])
def test_what_was_locked_comes_back_to_the_byte(size: int, tmp_path: Path) -> None:
    plain, shut, again = tmp_path / "plain", tmp_path / "shut", tmp_path / "again"
    plain.write_bytes(os.urandom(size))
    encryption.encrypt(plain, shut, KEY)
    encryption.decrypt(shut, again, KEY)

    assert again.read_bytes() == plain.read_bytes()
    assert encryption.is_encrypted(shut)
    assert size < 32 or plain.read_bytes()[:32] not in shut.read_bytes()


def test_a_wrong_key_is_told_from_damage(tmp_path: Path) -> None:
    plain, shut = tmp_path / "plain", tmp_path / "shut"
    plain.write_bytes(b"x" * (2 << 20))
    encryption.encrypt(plain, shut, KEY)
    with pytest.raises(WrongBackupKey):
        encryption.decrypt(shut, tmp_path / "again", KEY + "!")

    whole = shut.read_bytes()
    piece = (1 << 20) + 16
    start = len(whole) - 2 * piece
    changed = {
        "a byte": whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:],
        "a piece left out": whole[:start] + whole[start + piece :],
        "the last piece left out": whole[:-piece],
        "two pieces in the other order": whole[:start] + whole[-piece:] + whole[start:-piece],
        "something behind it": whole + b"x" * 20,
    }
    for how, data in changed.items():
        shut.write_bytes(data)
        with pytest.raises(BookDamaged):
            encryption.decrypt(shut, tmp_path / "again", KEY)
            pytest.fail(how)


def test_two_copies_of_one_file_look_nothing_alike(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_bytes(b"x" * 1000)
    for name in ("one", "two"):
        encryption.encrypt(plain, tmp_path / name, KEY)
    one, two = (tmp_path / name for name in ("one", "two"))
    assert one.read_bytes()[32:] != two.read_bytes()[32:]


# ------------------------------------------------------------- the rule

moments = st.lists(
    st.integers(0, 500 * 24).map(lambda hours: datetime(2025, 1, 1) + timedelta(hours=hours)),
    max_size=80,
)


@given(moments)
def test_the_rule_keeps_the_newest_of_days_weeks_and_months(made: list[datetime]) -> None:
    staying = kept(made)

    assert staying <= set(made)
    assert len(staying) <= DAYS + WEEKS + MONTHS
    if made:
        assert max(made) in staying
    days = sorted({at.date() for at in made}, reverse=True)[:DAYS]
    months = sorted({(at.year, at.month) for at in made}, reverse=True)[:MONTHS]
    assert set(days) <= {at.date() for at in staying}
    assert set(months) <= {(at.year, at.month) for at in staying}
    # What went is older than something that stays of the same day: no day of the last seven is lost.
    for gone in set(made) - staying:
        assert gone.date() not in days or any(
            at.date() == gone.date() and at > gone for at in staying
        )


@given(moments)
def test_the_rule_applied_day_by_day_ends_where_it_would_at_once(made: list[datetime]) -> None:
    shelf: set[datetime] = set()
    for at in sorted(made):
        shelf = kept(shelf | {at})
    assert {at.date() for at in shelf} >= {at.date() for at in sorted(set(made))[-1:]}
    assert len({(at.year, at.month) for at in shelf}) == min(
        MONTHS, len({(at.year, at.month) for at in made})
    )


# ------------------------------------------------------------- the shelf


def test_a_backup_tells_what_it_holds_and_is_proved(book: Book) -> None:
    fill(book)
    copy = book.backups.make(actor="t")

    assert copy.content is not None
    assert (copy.content.entries, copy.content.customers, copy.content.points) == (1, 1, 100)
    assert not copy.is_encrypted
    rehearsal = book.backups.rehearse(copy.name, actor="t")
    assert (rehearsal.content, rehearsal.links_since) == (copy.content, 0)
    book.ledger.earn("C1", 5, actor="t")
    assert book.backups.rehearse(copy.name, actor="t").links_since == 1


def test_a_locked_backup_opens_with_its_key_alone(
    book: Book, locked: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fill(book)
    copy = book.backups.make(actor="t")

    assert copy.is_encrypted
    assert "曾小贤".encode() not in copy.path.read_bytes()
    assert book.backups.rehearse(copy.name, actor="t").content.points == 100
    monkeypatch.setenv(SECRET, "another key of many letters")
    with pytest.raises(WrongBackupKey):
        book.backups.rehearse(copy.name, actor="t")
    monkeypatch.delenv(SECRET)
    with pytest.raises(WrongBackupKey):
        pointbook.restore(copy.path, tmp_path / "elsewhere.duckdb")
    (tmp_path / "key.txt").write_text(KEY + "\n")
    monkeypatch.setenv(f"{SECRET}_FILE", str(tmp_path / "key.txt"))
    with pointbook.restore(copy.path, tmp_path / "elsewhere.duckdb") as restored:
        assert restored.ledger.balance("C1").balance == 100


def test_a_backup_by_hand_is_locked_too(book: Book, locked: None, tmp_path: Path) -> None:
    fill(book)
    assert encryption.is_encrypted(book.backup(tmp_path / "copy.locked"))
    assert sorted(each.name for each in tmp_path.glob("pointbook-backup-*")) == []


@pytest.mark.parametrize("secret", ["short", " " * 40 + "x"])
def test_a_short_key_is_refused(book: Book, secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET, secret)
    with pytest.raises(InvalidBackupKey):
        book.backups.make(actor="t")
    monkeypatch.delenv(SECRET)
    monkeypatch.setenv(f"{SECRET}_FILE", "/nowhere/key")
    with pytest.raises(SecretUnreadable):
        book.backups.make(actor="t")
    assert book.backups.on_shelf() == []


def test_old_backups_go_and_other_files_stay(tmp_path: Path) -> None:
    today = datetime(2026, 6, 30, 2)
    with pointbook.open_book(tmp_path / "book.duckdb", clock=lambda: today) as book:
        fill(book)
        first = book.backups.make(actor="t")
        for days in range(1, 60):
            older = first.path.with_name(
                f"pointbook-{today - timedelta(days=days):%Y%m%d-%H%M%S}.duckdb"
            )
            older.write_bytes(first.path.read_bytes())
        stranger = first.path.with_name("accounts.duckdb")
        stranger.write_text("not ours")
        book.backups.tidy()

        ages = [(today - each.made_at).days for each in book.backups.on_shelf()]
        assert ages[:8] == [0, 1, 2, 3, 4, 5, 6, 9]
        assert len(ages) <= DAYS + WEEKS + MONTHS
        assert stranger.exists()


def test_a_changed_backup_is_not_taken_for_the_one_that_was_proved(book: Book) -> None:
    fill(book)
    copy = book.backups.make(actor="t")
    book.ledger.earn("C1", 5, actor="t")
    other = book.backup(copy.path.with_name("other.duckdb"))
    other.replace(copy.path)

    with pytest.raises(BookDamaged):
        book.backups.rehearse(copy.name, actor="t")


def test_rights_are_asked_for(book: Book) -> None:
    fill(book)
    copy = book.backups.make(actor="t")
    keeper = Actor("k", frozenset({Right.BACKUP}))
    book.backups.rehearse(copy.name, actor=keeper)
    with pytest.raises(NotPermitted):
        book.backups.restore(copy.name, actor=keeper)
    with pytest.raises(NotPermitted):
        book.backups.make(actor=Actor("n", frozenset()))
    for name in ("../book.duckdb", "pointbook-20260101-000000.duckdb"):
        with pytest.raises(BookMissing):
            book.backups.rehearse(name, actor="t")


# ------------------------------------------------------------- coming back


def test_a_restore_switches_the_open_book_and_keeps_the_one_before(
    book: Book, tmp_path: Path
) -> None:
    fill(book)
    copy = book.backups.make(actor="t")
    book.ledger.earn("C1", 5, actor="t")
    version = book.data_version

    before = book.backups.restore(copy.name, actor="chief")

    assert book.ledger.balance("C1").balance == 100
    assert book.verify() == []
    assert not book.read_only
    assert book.data_version > version
    link = book.ask("book/links").row(-1, named=True)
    assert (link["command"], link["actor"]) == ("restore_backup", "chief")
    book.ledger.earn("C1", 7, actor="t")
    with pointbook.open_book(before) as old:
        assert old.ledger.balance("C1").balance == 105
        assert old.verify() == []
    again = book.backups.restore(copy.path, actor="chief")
    assert again != before
    assert book.ledger.balance("C1").balance == 100


def test_a_restored_book_opens_again_later(tmp_path: Path) -> None:
    path = tmp_path / "book.duckdb"
    with pointbook.open_book(path) as book:
        fill(book)
        copy = book.backups.make(actor="t")
        book.ledger.earn("C1", 5, actor="t")
        book.backups.restore(copy.name, actor="t")
    with pointbook.open_book(path) as book:
        assert not book.read_only
        assert book.ledger.balance("C1").balance == 100
        assert book.verify() == []


def test_a_damaged_backup_leaves_the_book_as_it_is(book: Book) -> None:
    fill(book)
    copy = book.backups.make(actor="t")
    book.ledger.earn("C1", 5, actor="t")
    os.truncate(copy.path, 20_000)

    with pytest.raises(BookDamaged):
        book.backups.restore(copy.name, actor="t")
    assert book.ledger.balance("C1").balance == 105
    assert not list(copy.path.parent.parent.glob("*.restored*"))


def test_whoever_asks_during_a_restore_is_answered(book: Book) -> None:
    fill(book)
    copy = book.backups.make(actor="t")
    is_over, answers, failures = threading.Event(), [], []

    def visit() -> None:
        while not is_over.is_set():
            try:
                answers.append(book.ledger.balance("C1").balance)
            except Exception as error:
                failures.append(error)

    visitors = [threading.Thread(target=visit) for _ in range(3)]
    for each in visitors:
        each.start()
    for round_ in range(3):
        book.ledger.earn("C1", 5 + round_, actor="t")
        book.backups.restore(copy.name, actor="t")
    is_over.set()
    for each in visitors:
        each.join()

    assert failures == []
    assert set(answers) <= {100, 105, 106, 107}
    assert book.ledger.balance("C1").balance == 100


# ------------------------------------------------------------- by itself, and from the command line


def test_the_server_makes_one_backup_a_day(tmp_path: Path) -> None:
    now = [datetime(2026, 6, 30, 2)]
    with pointbook.open_book(tmp_path / "book.duckdb", clock=lambda: now[0]) as book:
        fill(book)
        first = back_up_if_due(book.backups, now[0])
        assert first is not None
        assert back_up_if_due(book.backups, now[0] + timedelta(hours=21)) is None
        now[0] += timedelta(days=1)
        assert back_up_if_due(book.backups, now[0]) not in (first, None)
        assert len(book.backups.on_shelf()) == 2


def test_a_daily_backup_that_fails_is_logged_and_the_server_lives(
    book: Book, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(SECRET, "short")
    assert back_up_if_due(book.backups, NOW) is None
    assert "daily backup" in caplog.text


def test_the_command_line_backs_up_lists_rehearses_and_replaces(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], locked: None
) -> None:
    path = tmp_path / "book.duckdb"
    with pointbook.open_book(path) as book:
        fill(book)
    run = ["--book", str(path)]

    def answer(*words: str) -> object:
        assert main([*run, *words, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    made = answer("backup")
    assert isinstance(made, dict)
    listed = answer("backup", "--list")
    assert isinstance(listed, list)
    assert [(each["title"], each["is_encrypted"]) for each in listed] == [
        (Path(made["path"]).name, True)
    ]
    held = answer("restore", made["path"], "--rehearse")
    assert isinstance(held, dict)
    assert (held["entries"], held["customers"], held["points"]) == (1, 1, 100)
    with pointbook.open_book(path) as book:
        book.ledger.earn("C1", 5, actor="t")
    assert main([*run, "restore", made["path"]]) == 1  # never without being told to
    answer("restore", made["path"], "--replace")
    with pointbook.open_book(path) as book:
        assert book.ledger.balance("C1").balance == 100
    (before,) = tmp_path.glob("book.duckdb.before-*[0-9]")
    with pointbook.open_book(before) as book:
        assert book.ledger.balance("C1").balance == 105


def test_a_book_that_cannot_be_opened_is_replaced_and_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "book.duckdb"
    with pointbook.open_book(path) as book:
        fill(book)
        copy = book.backups.make(actor="t")
    os.truncate(path, 20_000)

    assert main(["--book", str(path), "restore", str(copy.path), "--replace"]) == 0
    with pointbook.open_book(path) as book:
        assert book.ledger.balance("C1").balance == 100
        assert not book.read_only
    assert [each.stat().st_size for each in tmp_path.glob("book.duckdb.before-*[0-9]")] == [20_000]

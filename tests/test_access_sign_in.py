"""The door: sessions and their ends, failed tries that lock nobody else out, one-time links."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from pointbook.access import tries
from pointbook.access.keyring import Keyring
from pointbook.access.sessions import ABSOLUTE, FRESH, IDLE, new_token, session_id
from pointbook.access.sign_in import INITIAL_LIFE, LINK_LIFE, SignedIn, SignIn
from pointbook.errors import LinkExpired, SamePassword, TooManyTries, WeakPassword, WrongPassword

PASSWORD = "kitchen-blue-42"
HOME, ELSEWHERE = "10.0.0.1", "192.0.2.7"


class Time:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000

    def __call__(self) -> int:
        return self.seconds


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def active() -> set[str]:
    return {"lina", "wang"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "book.duckdb.sessions.sqlite"


def opened(path: Path, clock: Time, active: set[str], book_id: str = "b1") -> SignIn:
    return SignIn(Keyring(path, book_id, clock), active.__contains__)


@pytest.fixture
def door(path: Path, clock: Time, active: set[str]) -> Iterator[SignIn]:
    made = opened(path, clock, active)
    made.set_password("lina", PASSWORD)
    yield made
    made.keyring.close()


def come_in(door: SignIn, password: str = PASSWORD, address: str = HOME, **more: str) -> SignedIn:
    return door.sign_in("lina", password, address=address, **more)


def fail(door: SignIn, times: int, address: str = HOME, name: str = "lina") -> None:
    for _ in range(times):
        with pytest.raises(WrongPassword):
            door.sign_in(name, "wrong", address=address)


def test_the_right_password_opens_a_session_of_its_own(door: SignIn) -> None:
    first, second = come_in(door), door.sign_in("  LINA ", PASSWORD, address=HOME)
    assert first.token != second.token
    found = door.session(first.token)
    assert found is not None
    assert (found.user_name, found.must_change) == ("lina", False)
    assert door.session("made up") is None
    assert door.session(None) is None


def test_tokens_have_256_random_bits() -> None:
    made = {new_token() for _ in range(100)}
    assert len(made) == 100
    assert {len(base64.urlsafe_b64decode(f"{token}=")) for token in made} == {32}


def test_neither_tokens_nor_passwords_are_in_the_file(door: SignIn, path: Path) -> None:
    came, link = come_in(door), door.make_link("wang")
    door.keyring.run(
        "add_session", digest="x", user_name="y", at=0, ends_at=0, address="", agent=""
    )
    bytes_kept = b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
    assert b"lina" in bytes_kept
    for secret in (came.token, came.device, link, PASSWORD):
        assert secret.encode() not in bytes_kept
    assert path.stat().st_mode & 0o077 == 0


def test_a_session_ends_idle_and_in_any_case(door: SignIn, clock: Time) -> None:
    token = come_in(door).token
    clock.seconds += IDLE - 1
    assert door.session(token)
    clock.seconds += IDLE - 1
    assert door.session(token)
    clock.seconds += IDLE
    assert door.session(token) is None

    token, began = come_in(door).token, clock.seconds
    while clock.seconds + IDLE // 2 < began + ABSOLUTE:
        clock.seconds += IDLE // 2
        assert door.session(token)
    clock.seconds = began + ABSOLUTE
    assert door.session(token) is None


def test_looking_without_touching_keeps_nobody_signed_in(door: SignIn, clock: Time) -> None:
    token = come_in(door).token
    for _ in range(4):
        clock.seconds += IDLE // 4
        door.session(token, touch=False)
    assert door.session(token) is None


def test_signing_out_here_and_everywhere(door: SignIn) -> None:
    tokens = [come_in(door).token for _ in range(3)]
    door.sign_out(tokens[0])
    assert [bool(door.session(token)) for token in tokens] == [False, True, True]
    door.sign_out_everywhere("lina")
    assert not any(door.session(token) for token in tokens)


def test_one_sees_ones_devices_and_ends_single_ones_with_the_password(
    door: SignIn, clock: Time
) -> None:
    here = come_in(door, agent="Here")
    clock.seconds += 60
    away, third = come_in(door, address=ELSEWHERE, agent="Away"), come_in(door)
    door.set_password("wang", PASSWORD)
    hers = door.sign_in("wang", PASSWORD, address=HOME)
    known = {each.agent: each for each in door.devices("lina")}
    assert known["Away"].address == ELSEWHERE
    assert known["Away"].began_at == known["Here"].began_at + 60
    wanted = [known["Away"].session_id, session_id(hers.token)]

    with pytest.raises(WrongPassword):
        door.end_devices("lina", wanted, "wrong", address=HOME)
    assert door.session(away.token)
    door.end_devices("lina", wanted, PASSWORD, address=HOME)
    assert [bool(door.session(each.token)) for each in (away, here, third)] == [False, True, True]
    assert door.session(hers.token)  # somebody else's number ends nothing
    clock.seconds += IDLE
    assert door.devices("lina") == []


def test_tries_at_the_password_count_on_the_page_of_devices_too(door: SignIn) -> None:
    come_in(door)
    for _ in range(tries.FREE):
        with pytest.raises(WrongPassword):
            door.end_devices("lina", [], "wrong", address=HOME)
    with pytest.raises(TooManyTries):
        door.end_devices("lina", [], PASSWORD, address=HOME)


def test_who_comes_with_a_company_account_alone_is_asked_for_no_password(door: SignIn) -> None:
    here = door.come_in("wang", address=HOME)
    away = door.come_in("wang", address=ELSEWHERE)
    door.end_devices("wang", [session_id(away.token)], "", address=HOME)
    assert door.session(away.token) is None
    assert door.session(here.token)


def test_a_session_is_fresh_for_ten_minutes_and_again_by_the_password(
    door: SignIn, clock: Time
) -> None:
    came = come_in(door)
    found = door.session(came.token)
    assert found is not None and found.is_fresh
    clock.seconds += FRESH
    found = door.session(came.token)
    assert found is not None and not found.is_fresh
    with pytest.raises(WrongPassword):
        door.confirm("lina", "wrong", address=HOME)
    again = door.session(door.confirm("lina", PASSWORD, address=HOME).token)
    assert again is not None and again.is_fresh
    with pytest.raises(WrongPassword):  # without a password there is none to say
        door.confirm("wang", "", address=HOME)


def test_who_is_disabled_is_out_at_once(door: SignIn, active: set[str]) -> None:
    token = come_in(door).token
    active.discard("lina")
    assert door.session(token) is None
    with pytest.raises(WrongPassword):
        come_in(door)


def test_sessions_outlive_a_restart(
    door: SignIn, path: Path, clock: Time, active: set[str]
) -> None:
    token = come_in(door).token
    door.keyring.close()
    again = opened(path, clock, active)
    assert again.session(token)
    again.keyring.close()


def test_another_book_at_the_same_path_knows_nobody(
    door: SignIn, path: Path, clock: Time, active: set[str]
) -> None:
    token = come_in(door).token
    other = opened(path, clock, active, book_id="b2")
    assert other.session(token) is None
    with pytest.raises(WrongPassword):
        come_in(other)
    other.keyring.close()


def test_tries_become_slow_and_a_wait_is_told(door: SignIn, clock: Time) -> None:
    fail(door, tries.FREE)
    with pytest.raises(TooManyTries) as refusal:
        come_in(door)
    assert refusal.value.values["seconds"] == tries.FIRST_WAIT
    clock.seconds += tries.FIRST_WAIT
    fail(door, 1)
    clock.seconds += tries.FIRST_WAIT
    with pytest.raises(TooManyTries):
        come_in(door)
    clock.seconds += tries.FIRST_WAIT
    assert come_in(door).token
    fail(door, tries.FREE)  # the right password has cleared the count


def test_waits_double_up_to_a_quarter_of_an_hour() -> None:
    assert [tries.wait_after(n) for n in (4, 5, 6, 7, 9, 10, 1000)] == [
        0,
        30,
        60,
        120,
        480,
        900,
        900,
    ]


def test_an_attacker_locks_nobody_out_elsewhere(door: SignIn) -> None:
    fail(door, tries.FREE, ELSEWHERE)
    with pytest.raises(TooManyTries):
        come_in(door, address=ELSEWHERE)
    assert come_in(door, address=HOME).token


def test_a_known_browser_is_not_locked_out_by_a_stranger_at_its_own_address(door: SignIn) -> None:
    device = come_in(door).device
    fail(door, tries.FREE)
    with pytest.raises(TooManyTries):
        come_in(door)
    assert come_in(door, device=device).device == device
    # It is known for this user alone.
    fail(door, tries.FREE, name="wang")
    with pytest.raises(TooManyTries):
        door.sign_in("wang", "wrong", address=HOME, device=device)


def test_a_lock_out_survives_a_restart(
    door: SignIn, path: Path, clock: Time, active: set[str]
) -> None:
    fail(door, tries.FREE)
    door.keyring.close()
    again = opened(path, clock, active)
    with pytest.raises(TooManyTries):
        come_in(again)
    again.keyring.close()


def test_unknown_users_are_answered_like_known_ones(
    door: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pointbook.access import passwords

    worked: list[bool] = []
    real = passwords.matches

    def matches(password: str, kept: str | None) -> bool:
        worked.append(kept is not None)
        return real(password, kept)

    monkeypatch.setattr(passwords, "matches", matches)
    fail(door, 1, name="lina")
    fail(door, 1, name="nobody")
    assert worked == [True, False]
    fail(door, tries.FREE - 1, name="nobody")
    with pytest.raises(TooManyTries):
        door.sign_in("nobody", "wrong", address=HOME)


def test_one_network_of_ipv6_is_one_place() -> None:
    assert tries.address_place("2001:db8::1") == tries.address_place("2001:db8::ffff:2")
    assert tries.address_place("2001:db8:0:1::1") != tries.address_place("2001:db8::1")
    assert tries.address_place("::ffff:10.0.0.1") == tries.address_place("10.0.0.1")


def test_an_initial_password_must_be_changed_and_ends_after_a_day(
    door: SignIn, clock: Time
) -> None:
    password = door.set_initial_password("wang")
    assert door.sign_in("wang", password, address=HOME).must_change
    clock.seconds += INITIAL_LIFE
    with pytest.raises(WrongPassword):
        door.sign_in("wang", password, address=HOME)


def test_a_password_of_ones_own_does_not_end(door: SignIn, clock: Time) -> None:
    clock.seconds += 10 * 365 * 24 * 3600
    assert come_in(door).token


def test_changing_a_password_needs_the_old_one_and_ends_every_session(door: SignIn) -> None:
    token = come_in(door).token
    with pytest.raises(WrongPassword):
        door.change_password("lina", "wrong", "garden-green-77", address=HOME)
    with pytest.raises(SamePassword):
        door.change_password("lina", PASSWORD, PASSWORD, address=HOME)
    with pytest.raises(WeakPassword):
        door.change_password("lina", PASSWORD, "short", address=HOME)
    assert door.session(token)
    door.change_password("lina", PASSWORD, "garden-green-77", address=HOME)
    assert door.session(token) is None
    with pytest.raises(WrongPassword):
        come_in(door)
    assert come_in(door, "garden-green-77").token


def test_a_link_sets_a_password_once(door: SignIn, clock: Time) -> None:
    token = come_in(door).token
    link = door.make_link("lina")
    assert door.session(token) is None
    with pytest.raises(WrongPassword):
        come_in(door)
    with pytest.raises(WeakPassword):
        door.use_link(link, "short")
    assert door.use_link(link, "garden-green-77") == "lina"
    with pytest.raises(LinkExpired):
        door.use_link(link, "garden-green-78")
    assert come_in(door, "garden-green-77").token

    first, second = door.make_link("lina"), door.make_link("lina")
    with pytest.raises(LinkExpired):
        door.link_user(first)
    clock.seconds += LINK_LIFE
    with pytest.raises(LinkExpired):
        door.link_user(second)


def test_what_has_ended_is_forgotten(door: SignIn, path: Path, clock: Time) -> None:
    come_in(door)
    fail(door, 2, name="somebody")
    clock.seconds += ABSOLUTE + tries.FORGOTTEN_AFTER
    come_in(door)
    with sqlite3.connect(path) as file:
        assert file.execute("select count(*) from session").fetchone() == (1,)
        assert file.execute("select count(*) from failed_try").fetchone() == (0,)
    file.close()

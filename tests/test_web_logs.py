"""The log of the server: every event a line of its own, and nobody else's."""

from __future__ import annotations

import logging
import re

import pytest

from pointbook.access.keyring import Keyring
from pointbook.access.sign_in import SignIn
from pointbook.errors import WrongPassword
from pointbook.incidents import note_incident
from pointbook.web import logs

BEGINS = re.compile(
    r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00 (INFO|WARNING|ERROR) pointbook\.\w+"
)
FORGED = "2026-01-01T00:00:00.000+00:00 INFO pointbook.sign_in: admin signed in"


def test_nothing_that_somebody_typed_begins_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    log = logging.getLogger("pointbook.test")
    with logs.written():
        for end in ("\n", "\r\n", "\r", "\u2028", "\x85", "\x0b"):
            log.warning("a file called %s is not read", f"a.csv{end}{FORGED}")
        log.warning("a name with %s", "\x1b[2Jcolours\x00")
        note_incident(ValueError(f"x\n{FORGED}"))
    lines = capsys.readouterr().err.splitlines()
    events = [line for line in lines if BEGINS.match(line)]
    assert len(events) == 8
    assert all(line.startswith("  | ") for line in lines if line not in events)
    assert not [line for line in lines if line.startswith(FORGED)]
    assert "\\x1b[2Jcolours\\x00" in events[6]


def test_sign_ins_good_and_bad_are_lines_with_time_name_and_address(
    capsys: pytest.CaptureFixture[str],
) -> None:
    door = SignIn(Keyring(None, "b1"), {"lina"}.__contains__)
    door.set_password("lina", "kitchen-blue-42")
    with logs.written():
        door.sign_in("lina", "kitchen-blue-42", address="10.0.0.1")
        door.come_in("lina", address="10.0.0.2")
        for name in ("lina", f"x\n{FORGED}", "kitchen-blue-42"):
            with pytest.raises(WrongPassword):
                door.sign_in(name, "kitchen-red-42", address="10.0.0.3")
        with pytest.raises(WrongPassword):
            door.change_password("lina", "kitchen-red-42", "autumn-red-7788", address="10.0.0.4")
        door.change_password("lina", "kitchen-blue-42", "autumn-red-7788", address="10.0.0.5")
    lines = capsys.readouterr().err.splitlines()
    assert all(BEGINS.match(line) for line in lines)
    assert [line.split(": ", 1)[1] for line in lines] == [
        "lina signed in with a password from 10.0.0.1",
        "lina signed in with a company account from 10.0.0.2",
        "failed sign-in of lina from 10.0.0.3",
        "failed sign-in of an unknown name from 10.0.0.3",
        "failed sign-in of an unknown name from 10.0.0.3",
        "a wrong password of lina, who is signed in, from 10.0.0.4",
        "lina has a new password",
    ]
    door.keyring.close()


def test_when_the_server_ends_its_log_does() -> None:
    ours = logging.getLogger("pointbook")
    before = (ours.level, list(ours.handlers))
    with logs.written():
        assert ours.level == logging.INFO
    assert (ours.level, list(ours.handlers)) == before

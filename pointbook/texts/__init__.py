"""Every word on screen, in Chinese and English, and how numbers and dates read. A leaf: it imports nothing of ours."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

from pointbook.texts.dates import date_text, month_text, period_text, time_text, value_as_text
from pointbook.texts.numbers import (
    figure_text,
    number_text,
    percent_text,
    signed_figure_text,
    signed_text,
)

__all__ = [
    "LANGUAGES",
    "Language",
    "date_text",
    "error_text",
    "figure_text",
    "has_text",
    "month_text",
    "number_text",
    "percent_text",
    "period_text",
    "say",
    "section",
    "signed_figure_text",
    "signed_text",
    "time_text",
    "word",
]

Language: TypeAlias = Literal["zh", "en"]
_UNSEPARATED = ("_id", "_by", "_no", "row", "year", "code")  # names of numbers that are not amounts
_WORDS = {
    "kind": "import_kinds",
    "detail": "details",
    "right": "rights",
    "role": "roles",
    "command": "commands",
}
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@cache
def _texts(lang: str) -> Mapping[str, Mapping[str, str]]:
    path = Path(__file__).with_name(f"{lang if lang in LANGUAGES else 'zh'}.toml")
    return tomllib.loads(path.read_text("utf-8"))


class _Values(dict[str, object]):
    """Values for a sentence: a missing one reads as three dots, so that a text never fails to show."""

    def __missing__(self, name: str) -> str:
        return "…"


def section(name: str, lang: str) -> Mapping[str, str]:
    """All the texts of one section, by key (empty where there is no such section)."""
    return _texts(lang).get(name, {})


def has_text(key: str, lang: str = "zh") -> bool:
    """Whether a text exists under `section.key`."""
    name, _, rest = key.partition(".")
    return rest in section(name, lang)


def say(key: str, lang: str, /, **values: object) -> str:
    """The text under `section.key`, its {values} filled in with numbers and dates as they read in `lang`."""
    name, _, rest = key.partition(".")
    text = section(name, lang)[rest]
    if not values:
        return text
    filled = {
        each: value if each.endswith(_UNSEPARATED) else value_as_text(value, lang)
        for each, value in values.items()
    }
    return text.format_map(_Values(filled))


def word(name: str, code: object, lang: str) -> str:
    """The word for a code of a closed or suggested set (`kinds`, `reasons` …); an unknown code is shown as it is."""
    if code is None:
        return ""
    return section(name, lang).get(str(code), str(code))


def error_text(error: Exception, lang: str) -> str:
    """The sentence for a refusal, by its `code` and `values`."""
    code = str(getattr(error, "code", "refused"))
    values: Mapping[str, object] = getattr(error, "values", {})
    key = f"errors.{code}" if has_text(f"errors.{code}", lang) else "errors.refused"
    shown = {"code": code, **values}
    for name in ("field", "missing", "kind", "detail", "right", "role", "command"):
        if name in shown:
            shown[name] = _known_word(name, shown[name], lang)
    return say(key, lang, **shown)


def _known_word(name: str, value: object, lang: str) -> object:
    if isinstance(value, (list, tuple, set, frozenset)):
        return "、".join(str(_known_word(name, each, lang)) for each in sorted(value, key=str))
    where = _WORDS.get(name, "columns")
    return word(where, value, lang)

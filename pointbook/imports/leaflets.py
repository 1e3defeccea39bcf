"""What lies beside a file that was imported by itself: a summary for programs, the reasons for people."""

from __future__ import annotations

from typing import Final

from pointbook.imports.arrivals import Arrival
from pointbook.texts import LANGUAGES, error_text, say, word
from pointbook.texts.json_text import json_text

_MOST_PROBLEMS: Final = 200


def summary(arrival: Arrival) -> str:
    """JSON: the fields of the run and of the file, a refusal in both languages."""
    told = arrival.told(LANGUAGES[0])
    if arrival.refusal is not None:
        told |= {f"message_{lang}": error_text(arrival.refusal, lang) for lang in LANGUAGES}
    return json_text(told) + "\n"


def reasons(arrival: Arrival) -> str:
    """Why a file was refused and what to do, in both languages, with its wrong cells one by one."""
    parts = []
    for lang in LANGUAGES:
        lines = [error_text(arrival.refusal, lang)] if arrival.refusal else []
        for row, column, value, code in arrival.problems.head(_MOST_PROBLEMS).iter_rows():
            lines.append(
                say(
                    "watch.problem", lang, row=row, column=column, cell=value,
                    problem=word("problems", code, lang), advice=word("advice", code, lang),
                )
            )  # fmt: skip
        if arrival.problems.height > _MOST_PROBLEMS:
            lines.append(
                say("watch.more_problems", lang, count=arrival.problems.height - _MOST_PROBLEMS)
            )
        lines.append(say("watch.again", lang))
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"

"""The words in a column of a file, each with what it is taken for and what it should be taken for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from pointbook.columns import label
from pointbook.texts import has_text
from pointbook.ui import feedback

if TYPE_CHECKING:
    from pointbook.imports.meanings import Word
    from pointbook.ui.start import Page


def choose(
    page: Page, name: str, header: str, found: Sequence[Word], known: Mapping[str, str], key: str
) -> dict[str, str]:
    """A table of the words with what each is taken for; the meanings that were chosen by hand."""
    from pointbook.imports.headers import plain
    from pointbook.imports.meanings import MOST_WORDS, choices

    by_plain = {plain(word): meaning for word, meaning in known.items()}
    shown = pl.DataFrame(
        {
            "word": [each.word for each in found],
            "rows": [each.rows for each in found],
            "taken": [_meaning(page, each.meaning or "unknown") for each in found],
            "meaning": [_offered(name, by_plain.get(plain(each.word))) for each in found],
        },
        schema={"word": pl.String, "rows": pl.Int64, "taken": pl.String, "meaning": pl.String},
    )
    feedback.note(page.say("meaning.words", column=header, field=label(name, page.lang)))
    if len(found) == MOST_WORDS:
        feedback.note(page.say("meaning.first_words", count=MOST_WORDS))
    after = st.data_editor(
        shown.with_columns(pl.col("word").replace("", page.say("meaning.blank"))),
        hide_index=True,
        num_rows="fixed",
        disabled=["word", "rows", "taken"],
        column_config={
            "word": st.column_config.TextColumn(page.say("meaning.word"), pinned=True),
            "rows": st.column_config.NumberColumn(page.say("meaning.rows"), width="small"),
            "taken": st.column_config.TextColumn(page.say("meaning.taken")),
            "meaning": st.column_config.SelectboxColumn(
                page.say("meaning.meaning"),
                options=list(choices(name)),
                format_func=lambda each: _meaning(page, str(each)),
            ),
        },
        placeholder="",
        key=_key(name, header, key),
    )
    here = {plain(each.word) for each in found}
    others = {word: meaning for word, meaning in known.items() if plain(word) not in here}
    said = {
        each.word: meaning
        for each, meaning in zip(found, after["meaning"], strict=True)
        if meaning is not None
    }
    return {**others, **said}


def _key(name: str, header: str, key: str) -> str:
    return f"words_{name}_{header}_{key}"


def answered(name: str, header: str, key: str) -> list[int]:
    """The rows of a table of words for which somebody has chosen a meaning."""
    edited = st.session_state.get(_key(name, header, key), {}).get("edited_rows", {})
    return [int(row) for row, edit in edited.items() if edit.get("meaning")]


def _offered(name: str, meaning: str | None) -> str | None:
    """A meaning by the word of ours that the table offers, which a profile may say otherwise."""
    from pointbook.imports.cell_words import kind_words
    from pointbook.imports.headers import plain
    from pointbook.imports.meanings import choices

    if meaning is None or name != "kind":
        return meaning
    kind = kind_words().get(plain(meaning))
    return kind if kind in choices(name) else meaning


def _meaning(page: Page, meaning: str) -> str:
    key = f"kinds.{meaning}"
    return page.say(key if has_text(key) else f"meaning.{meaning}")

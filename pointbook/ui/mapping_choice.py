"""What each column of a file means: as suggested, with samples and how it was found, and changed by hand."""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import polars as pl
import streamlit as st

from pointbook.columns import label
from pointbook.ui import feedback

if TYPE_CHECKING:
    from pointbook.imports import mapping as mappings
    from pointbook.imports.draft import Draft
    from pointbook.ui.start import Page

_SAMPLES: Final = 3
_BESIDE: Final = 3
_LONGEST_SAMPLE: Final = 24
_DOUBTFUL: Final = ("likeness", "content")


def choose(
    page: Page, draft: Draft, kind: str, suggested: mappings.Mapping | None, key: str
) -> dict[str, str | None]:
    """One select box per field: the suggested ones in sight, the others behind a fold."""
    from pointbook.imports.headers import fields_of  # the reader of files loads with the first file
    from pointbook.imports.telling import NEEDED

    needed = {name for group in NEEDED[kind] for name in group}
    known = list(fields_of(kind))
    columns = dict(suggested.columns) if suggested else {}
    found = suggested.found if suggested else {}
    head = draft.head
    chosen: dict[str, str | None] = {}

    def boxes(names: list[str]) -> None:
        for place, name in enumerate(names):
            if place % _BESIDE == 0:  # a row of its own, so that long samples push nothing askew
                places = st.columns(_BESIDE, gap="medium")
            with places[place % _BESIDE]:
                chosen[name] = st.selectbox(
                    label(name, page.lang),
                    draft.columns,
                    index=draft.columns.index(columns[name]) if name in columns else None,
                    placeholder=page.say("upload.not_used"),
                    key=f"map_{name}_{key}",
                )
                if name in columns:
                    told = page.say("upload.sample", values=_samples(head, columns[name]))
                    if found.get(name) in _DOUBTFUL:
                        told = f"{page.say(f'mapping_found.{found[name]}')} · {told}"
                    feedback.note(told)

    boxes([name for name in known if name in columns or name in needed])
    rest = [name for name in known if name not in chosen]
    with st.expander(page.say("upload.other_fields", count=len(rest))):
        boxes(rest)
    if suggested is not None and kind in ("orders", "rewards"):
        _tell_kept(page, suggested.own)
    else:
        _tell_left(page, suggested.left if suggested else {})
    return chosen


def _tell_kept(page: Page, own: Sequence[str]) -> None:
    """The columns that are kept as they are."""
    if own:
        feedback.note(page.say("upload.kept", columns=page.say("words.and").join(own)))


def _tell_left(page: Page, left: Map[str, str]) -> None:
    """The columns that are used for nothing, and why."""
    if not left:
        return
    told = [
        page.say("upload.left_alone", column=column, reason=page.say(f"mapping_left.{why}"))
        for column, why in left.items()
    ]
    feedback.note(page.say("upload.unmapped", columns=page.say("words.and").join(told)))


def _samples(head: pl.DataFrame, name: str) -> str:
    values = (str(value).strip() for value in head[name].drop_nulls().unique(maintain_order=True))
    return " · ".join([value[:_LONGEST_SAMPLE] for value in values if value][:_SAMPLES]) or "–"

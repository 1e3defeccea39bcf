"""Whether a file is mapped as one like it was before, or as is suggested; and remembering it for the next one."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from pointbook.errors import PointbookError
from pointbook.texts import say
from pointbook.ui import feedback

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.imports import mapping as mappings
    from pointbook.imports.draft import Draft
    from pointbook.imports.plan import Plan
    from pointbook.imports.profiles import Profile
    from pointbook.ui.start import Page


_SUGGESTED: Final = ""
"""Stands among the names of profiles, which are never empty."""
_LEFT: Final = " "
"""Stands among them too: none has blanks around it."""


def offer(
    page: Page, draft: Draft, wanted: str | None, left: mappings.Mapping | None, key: str
) -> Profile | mappings.Mapping | None:
    """The profiles that fit and the suggestion to choose from; what was made for such headers is applied.

    `wanted` is the name of one that somebody asked for, `left` the mapping with which the file was left. None
    where the suggestion is used.
    """
    fitting = {each.name: each for each in page.book.imports.profiles.fitting(draft.columns)}
    if not fitting:
        return left
    best = next(iter(fitting.values()))
    applied = wanted if wanted in fitting else None
    if applied is None and best.fingerprint == draft.fingerprint:
        applied = best.name
    names = [*([_LEFT] if left else []), *fitting, _SUGGESTED]
    words = {_SUGGESTED: page.say("profiles.suggested"), _LEFT: page.say("profiles.left")}
    first = _LEFT if left else applied or _SUGGESTED
    chosen = st.selectbox(
        page.say("profiles.mapping_from"), names, index=names.index(first), width=320,
        format_func=lambda name: words.get(name, name), key=f"mapping_from_{key}_{wanted}",
    )  # fmt: skip
    if chosen == _LEFT:
        return left
    if not chosen:
        if applied is None:
            feedback.note(page.say("profiles.fit", count=len(fitting)))
        return None
    feedback.note(page.say("profiles.applied", name=chosen))
    return fitting[chosen]


def default_name(plan: Plan, lang: str) -> str:
    """What a file's profile is called while nobody names it: its content and where it comes from."""
    from pointbook.imports.checking import DEFAULT_SOURCE

    kind = say(f"import_kinds.{plan.kind}", lang)
    return kind if plan.source == DEFAULT_SOURCE else f"{kind} · {plan.source}"


def remember(plan: Plan, wished: Mapping[str, Any], name: str, actor: Actor | str) -> None:
    """Keep how a posted file was mapped. What cannot be kept is no reason to call the import a failure."""
    from pointbook.imports.profiles import Profile

    with suppress(PointbookError):
        profile = Profile.of_plan(name, plan, wished)
        plan.book.imports.profiles.remember(profile, actor=actor)

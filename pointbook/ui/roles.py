"""角色: what each role may do and how much of it, and changing that."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

import polars as pl
import streamlit as st

from pointbook import amounts
from pointbook.access import Limits, Right
from pointbook.access.roles import Role, rights_of
from pointbook.access.scope import REACHES
from pointbook.texts import number_text, word
from pointbook.ui import feedback, people, session, tables

if TYPE_CHECKING:
    from pointbook.ui.start import Page

_LIMITS: Final = ("entry", "batch", "day")
_COLUMNS: Final = ("role", "reach", "rights", "entry_limit", "batch_limit", "day_limit")


def show(page: Page) -> None:
    """All roles with their rights in words; a chosen one, or one of their own, in a form."""
    known = page.book.access.roles()
    unlimited = page.say("users.unlimited")
    between = "、" if page.lang == "zh" else ", "
    rows = [
        {
            "role": role.name,
            "reach": role.reach,
            "rights": between.join(_words(page, role)) or page.say("users.look_only"),
            **{
                f"{name}_limit": unlimited if limit is None else number_text(limit)
                for name in _LIMITS
                for limit in [getattr(role.limits, name)]
            },
        }
        for role in known.values()
    ]
    frame = pl.DataFrame(rows, schema={name: pl.String for name in _COLUMNS})
    tables.show(page, "roles", frame, _COLUMNS, downloadable=False)
    choices = [each.name for each in known.values() if not each.is_fixed]
    chosen = st.selectbox(
        page.say("users.role_choice"), choices, index=None, accept_new_options=True, key="role_choice",
        format_func=lambda each: word("roles", each, page.lang), placeholder=page.say("users.role_hint"),
    )  # fmt: skip
    if chosen:
        _show_form(page, known.get(chosen) or Role(chosen, frozenset()))


def _words(page: Page, role: Role) -> list[str]:
    return [word("rights", each.value, page.lang) for each in Right if each in role.rights]


def _show_form(page: Page, role: Role) -> None:
    key = f"role_{role.name}"
    with st.form(key, border=False):
        st.multiselect(
            page.say("users.rights"), [each.value for each in Right],
            [each.value for each in Right if each in role.rights], key=f"{key}_rights",
            format_func=lambda each: word("rights", each, page.lang),
        )  # fmt: skip
        st.selectbox(
            page.say("users.reach"), REACHES, REACHES.index(role.reach), key=f"{key}_reach",
            format_func=lambda each: word("reaches", each, page.lang), filter_mode=None,
        )  # fmt: skip
        for place, name in zip(st.columns(len(_LIMITS)), _LIMITS, strict=True):
            limit: Decimal | None = getattr(role.limits, name)
            place.text_input(
                page.say(f"users.limit_{name}"), "" if limit is None else f"{limit.normalize():f}",
                key=f"{key}_{name}", placeholder=page.say("users.unlimited"),
            )  # fmt: skip
        st.form_submit_button(
            page.say("users.save_role"), type="primary", on_click=_save, args=(role.name,)
        )
    feedback.note(page.say("users.reach_note"))
    feedback.note(page.say("users.role_note"))


def _save(name: str) -> None:
    book, by, state = session.opened_book(), session.actor(), st.session_state
    key = f"role_{name}"

    def act() -> None:
        limits = Limits(*(_limit(state[f"{key}_{each}"]) for each in _LIMITS))
        book.access.set_role(
            name, rights_of(state[f"{key}_rights"]), limits, reach=state[f"{key}_reach"], actor=by
        )

    people.attempt(act, "role_saved", role=word("roles", name, session.language()))


def _limit(typed: str) -> Decimal | None:
    bare = typed.replace(",", "").replace("，", "").strip()
    return amounts.points(amounts.hundredths(bare, 2)) if bare else None

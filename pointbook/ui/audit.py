"""操作记录: the filters, the figures, the list and what a row says about itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import polars as pl
import streamlit as st

from pointbook.audit import Wanted, telling
from pointbook.texts import word
from pointbook.ui import feedback, figures, filters, tables
from pointbook.ui.figures import Figure

if TYPE_CHECKING:
    from pointbook.audit import Action, Actions
    from pointbook.ui.start import Page

_COLUMNS: Final = (
    "recorded_at", "actor", "command", "outcome", "what", "refusal", "times", "came_from", "link_no",
)  # fmt: skip
_FAILED: Final = ("user_name", "tries", "last_try_at", "place")
_SHORT: Final = 12
"""So many characters of a digest tell it from every other one in a list."""


def wish(page: Page) -> Wanted:
    """Draw the filter bar and read it; without dates everything is meant."""
    audit, actor = page.book.audit, page.actor
    with filters.bar():
        dates = st.date_input(
            page.say("audit.dates"), [], min_value=filters.EARLIEST, format="YYYY-MM-DD", key="dates",
            bind="query-params", width=240,
        )  # fmt: skip
        user = filters.choice(page, "user", audit.choices("actor", actor=actor), words="actors")
        command = filters.choice(
            page, "command", audit.choices("command", actor=actor), words="commands", width=160
        )
        customer = filters.text(page, "customer_no", width=140)
        refused = st.toggle(page.say("filters.refused"), key="refused", bind="query-params")
    since, until = (dates[0], dates[-1]) if dates else (None, None)
    return Wanted(since, until, user, command, customer or None, refused)


def ask(page: Page, wanted: Wanted) -> Actions:
    """The rows of this page of the list, newest first."""
    at = int(st.session_state.get("page") or 1)
    return page.book.audit.actions(wanted, actor=page.actor, page=at)


def show_figures(page: Page, answer: Actions) -> None:
    """How much the filters leave."""
    figures.row(
        page,
        (
            Figure("commands_done", answer.commands, "count"),
            Figure("commands_refused", answer.refusals, "count"),
            Figure("acting_users", answer.users, "count"),
        ),
    )


def show_table(page: Page, wanted: Wanted, answer: Actions) -> None:
    """The list; a chosen row opens what is known of it."""
    if not answer.rows:
        feedback.nothing_here(page, "audit")
        return
    book, actor = page.book, page.actor
    frame = _frame(page, answer.rows)
    chosen = tables.show(
        page, "audit", frame, _COLUMNS, selectable=True,
        all_rows=lambda: _frame(page, book.audit.every_action(wanted, actor=actor)),
    )  # fmt: skip
    if answer.pages > 1:
        st.pagination(answer.pages, key="page", bind="query-params")
    if wanted.customer_no is not None:
        feedback.note(page.say("audit.customer_note"))
    if chosen is None:
        feedback.note(page.say("audit.pick"))
        return
    _show_detail(page, answer.rows[int(chosen["place"])])


def _frame(page: Page, rows: Sequence[Action]) -> pl.DataFrame:
    lang = page.lang
    told = [
        {
            "recorded_at": each.recorded_at,
            "actor": each.actor,
            "command": each.command,
            "outcome": "refused" if each.is_refusal else "done",
            "what": telling.what(each, lang) or None,
            "refusal": telling.refusal(each, lang) or None,
            "times": each.times if each.is_refusal else None,
            "came_from": telling.came_from(each, lang),
            "link_no": None if each.link_id is None else str(each.link_id),
            "place": place,
        }
        for place, each in enumerate(rows)
    ]
    schema = {name: pl.String for name in _COLUMNS}
    schema |= {"recorded_at": pl.Datetime("us"), "times": pl.Int64, "place": pl.Int64}  # type: ignore[dict-item]
    return pl.DataFrame(told, schema=schema)


def _show_detail(page: Page, action: Action) -> None:
    """What, before and after, the rows written with their digest, the chain, from where."""
    lang = page.lang
    tables.heading(f"{page.say('tables.detail')} · {word('commands', action.command, lang)}")
    lines = [("came_from", telling.came_from(action, lang))]
    if action.is_refusal:
        lines.append(("refusal", telling.refusal(action, lang)))
        if action.times > 1:
            last = page.book.calendar.local(action.last_at)
            lines.append(("times", page.say("audit.repeated", count=action.times, at=last)))
    else:
        lines.append(("what", telling.what(action, lang) or "–"))
        rows = page.say("audit.no_rows")
        if action.entries:
            rows = page.say(
                "audit.rows_written", count=action.entries, first_id=action.first_entry_id,
                last_id=action.last_entry_id, digest_code=str(action.rows_digest)[:_SHORT],
            )  # fmt: skip
        lines.append(("rows_written", rows))
    lines.append(("chain", f"{action.chain[:_SHORT]}…"))
    detail = [{"field": page.say(f"audit.detail_{name}"), "said": value} for name, value in lines]
    tables.show(page, "action", pl.DataFrame(detail), ("field", "said"), downloadable=False)
    changed = [
        {"field": name, "before": before, "after": after}
        for name, before, after in telling.changes(action, lang)
    ]
    if changed:
        columns = ("field", "before", "after")
        tables.show(page, "changes", pl.DataFrame(changed), columns, downloadable=False)


def show_failed_sign_ins(page: Page) -> None:
    """Tries to sign in that nobody answered with the right password."""
    tables.heading(page.say("audit.failed_sign_ins"))
    found = page.book.audit.failed_sign_ins(actor=page.actor)
    if not found:
        feedback.note(page.say("audit.no_failed_sign_ins"))
        return
    rows = [
        {
            "user_name": each.user_name or page.say("audit.unknown_name"),
            "tries": each.tries,
            "last_try_at": page.book.calendar.local(each.last_at),
            "place": telling.place(each.place, page.lang),
        }
        for each in found
    ]
    tables.show(page, "failed_sign_ins", pl.DataFrame(rows), _FAILED, downloadable=False)
    feedback.note(page.say("audit.failed_note"))

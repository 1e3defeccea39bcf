"""自动清零: the rules in words with how each stands, one looked at closely, and what became of their days."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import streamlit as st

from pointbook.access import Right
from pointbook.audit.telling import refusal_text
from pointbook.clearing.keeping import RIGHTS
from pointbook.columns import label
from pointbook.texts import date_text, number_text, say, word
from pointbook.ui import feedback, links, navigation, pressed, segment_choice, session, tables

if TYPE_CHECKING:
    from pointbook.clearing import KeptRule, Rule
    from pointbook.ui.start import Page

_PART: Final = "clearing"
_CHOSEN: Final = "rule"
_RULES: Final = (
    "rule_name", "rule_standing", "next_due_on", "clear_when", "clear_whom", "most_customers", "most_points",
    "rule_version", "rule_author",
)  # fmt: skip
_RUNS: Final = (
    "due_day", "rule_name", "run_state", "cleared_customers", "cleared_points", "left_out_why", "batch_no",
    "approval_id", "rule_version", "ran_at",
)  # fmt: skip
_RUNS_SHOWN: Final = 200


def attempt(act: Callable[[], Any], done: str | None = None, **values: object) -> bool:
    """Do something from a callback; its refusal or the sentence `clearing.<done>` stands on the page afterwards."""
    return pressed.attempt(_PART, act, done, **values)


def show_outcome(page: Page) -> None:
    """What came of the last press."""
    pressed.show_outcome(page, _PART)


def may_edit(page: Page) -> bool:
    """Whether the visitor makes and switches rules."""
    return all(page.actor.may(right) for right in RIGHTS)


def rules(page: Page) -> list[KeptRule]:
    """All rules, after a word on what they do; the empty state where there is none."""
    feedback.note(page.say("clearing.intro"))
    navigation.link("expiry", page.say("clearing.see_expiry"), icon=":material/event_busy:")
    found = page.book.clearing.rules(actor=page.actor)
    if not found:
        feedback.nothing_here(page, "clearing")
        return []
    tables.show(
        page, "clearing_rules", pl.DataFrame([_row(page, each) for each in found]), _RULES,
        title=page.say("clearing.rules"),
    )  # fmt: skip
    return found


def _row(page: Page, kept: KeptRule) -> dict[str, object]:
    return {
        "rule_name": kept.rule.name,
        "rule_standing": kept.standing,
        "next_due_on": kept.next_day,
        "clear_when": when_text(kept.rule, page.lang),
        "clear_whom": whom_text(page, kept.rule),
        "most_customers": kept.rule.most_customers,
        "most_points": kept.rule.most_points,
        "rule_version": str(kept.version),
        "rule_author": kept.author,
    }


def when_text(rule: Rule, lang: str) -> str:
    """The condition of a rule in words."""
    if rule.condition == "day":
        month, day = (int(part) for part in str(rule.year_day).split("-"))
        return say("clearing.when_day", lang, month=month, day=day)
    spans = [
        say(f"clearing.{name}_count", lang, count=count)
        for name, count in (("month", rule.months), ("day", rule.days))
        if count
    ]
    between = "" if lang == "zh" else " "
    named = dict.fromkeys(word("statuses", each, lang) for each in rule.statuses)
    words = say("clearing.or", lang).join(named)
    return say(f"clearing.when_{rule.condition}", lang, span=between.join(spans), statuses=words)


def whom_text(page: Page, rule: Rule) -> str:
    """Whose points a rule clears, in words."""
    told = []
    for name, value in rule.parameters.items():
        if value is None:
            continue
        if name == "segment":
            text = segment_choice.names(page).get(int(str(value)), str(value))
        elif name == "status":
            text = word("statuses", value, page.lang)
        else:
            text = number_text(value) if name.startswith("balance") else str(value)  # type: ignore[arg-type]
        told.append(f"{label(name, page.lang)} {text}")
    return " · ".join(told) or page.say("clearing.everybody")


def choose(page: Page, found: list[KeptRule]) -> KeptRule | None:
    """The rule that is looked at closely; None while none is chosen."""
    known = {each.rule_id: each for each in found}
    if not known:
        return None
    links.take(_CHOSEN, list(known), None)
    chosen = st.selectbox(
        page.say("clearing.choose"), list(known), index=None, key=_CHOSEN, width=320,
        format_func=lambda each: known[each].rule.name if each in known else str(each),
        placeholder=page.say("clearing.choose_hint"),
    )  # fmt: skip
    links.give(_CHOSEN, chosen, None)
    return known.get(chosen) if chosen is not None else None


def show_rule(page: Page, kept: KeptRule) -> None:
    """One rule in sentences: what it clears, how it stands, and switching it off."""
    tables.heading(kept.rule.name)
    rule, told = kept.rule, []
    key = "clearing.told_day" if rule.condition == "day" else "clearing.told"
    told.append(
        page.say(
            key, when=when_text(rule, page.lang), whom=whom_text(page, rule),
            reason=word("reasons", rule.reason, page.lang),
        )
    )  # fmt: skip
    told.append(page.say("clearing.bounds", customers=rule.most_customers, points=rule.most_points))
    feedback.sentences(page, told)
    standing = page.say(
        f"clearing.standing_{kept.standing}", author=kept.author, version=str(kept.version),
        day=date_text(kept.next_day or kept.done_day or kept.changed_on),
        customers=kept.seen_customers or 0, points=kept.seen_points or 0,
    )  # fmt: skip
    if kept.standing in ("on", "off"):
        feedback.note(standing)
    else:
        st.warning(standing, icon=":material/warning:")
    with st.container(horizontal=True, gap="small"):
        if kept.is_on and may_edit(page):
            st.button(
                page.say("clearing.switch_off"), on_click=_switch_off, args=(kept,), key="clearing_off",
                icon=":material/pause_circle:",
            )  # fmt: skip
        if kept.standing in ("waiting", "stopped"):
            navigation.link("approvals", page.say("pages.approvals"), icon=":material/approval:")


def _switch_off(kept: KeptRule) -> None:
    def act() -> None:
        session.opened_book().clearing.switch_off(kept.rule_id, actor=session.actor())

    attempt(act, "switched_off", name=kept.rule.name)


def show_runs(page: Page, chosen: KeptRule | None) -> None:
    """What became of the days of the chosen rule, or of all; a selected one leads to its batch."""
    only = None if chosen is None else chosen.rule_id
    runs = page.book.clearing.runs(only, actor=page.actor, limit=_RUNS_SHOWN)
    tables.heading(page.say("clearing.runs"))
    if runs.is_empty():
        feedback.nothing_here(page, "clearing_runs")
        return
    why = [_why(page, row) for row in runs.iter_rows(named=True)]
    rows = runs.rename({"name": "rule_name", "day": "due_day", "batch_id": "batch_no"}).with_columns(
        cleared_customers="customers", cleared_points="points", left_out_why=pl.Series(why, dtype=pl.String),
        rule_version=pl.col("version").cast(pl.String),
    )  # fmt: skip
    row = tables.show(
        page, "clearing_runs", rows, _RUNS, selectable=True, title=page.say("clearing.runs"),
    )  # fmt: skip
    if row is None:
        feedback.note(page.say("clearing.runs_hint"))
        return
    with st.container(horizontal=True, gap="small"):
        if row["batch_no"] is not None:
            navigation.link(
                "batches", page.say("clearing.open_batch", batch_id=row["batch_no"]),
                icon=":material/group_add:", batch=str(row["batch_no"]),
            )  # fmt: skip
        if row["approval_id"] is not None and page.actor.may(Right.APPROVE):
            navigation.link(
                "approvals", page.say("clearing.open_approval", approval_id=row["approval_id"]),
                icon=":material/approval:", request=str(row["approval_id"]),
            )  # fmt: skip


def _why(page: Page, row: dict[str, Any]) -> str | None:
    """Who was left out and why, or what went wrong; None where there is nothing to say."""
    if row["failure"] is not None:
        failure = json.loads(row["failure"])
        if failure["code"] == "incident":
            return page.say("clearing.incident")
        return refusal_text(failure["code"], failure.get("values") or {}, page.lang)
    counts = json.loads(row["left_out"])
    told = [
        page.say("clearing.left", fate=word("batch_fates", fate, page.lang), count=count)
        for fate, count in counts.items()
    ]
    return " · ".join(told) or None

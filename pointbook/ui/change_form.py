"""积分调整: the fields of each way, read into one change."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from pointbook import amounts
from pointbook.corrections.change import NEEDS_POINTS, OF_ENTRY, TO_OTHER, Change, Way
from pointbook.texts import date_text, number_text, signed_text, word
from pointbook.ui import filters
from pointbook.ui.start import Page

if TYPE_CHECKING:
    from pointbook.customers.registry import Customer

_LATEST: Final = 50
_KINDS: Final[dict[Way, frozenset[str]]] = {
    "claw_back": frozenset(("opening", "earn", "adjust_up", "restore", "transfer_in")),
    "restore": frozenset(("redeem", "adjust_down", "clear", "expire", "claw_back")),
    "extend": frozenset(("opening", "earn", "adjust_up", "restore", "transfer_in", "merge_in")),
    "reassign": frozenset(("opening", "earn", "adjust_up", "redeem", "adjust_down")),
}
_WITHOUT_NOTES: Final = frozenset(("hold", "release"))
"""Ways that write no entry, which is what a note belongs to."""


class Unfinished(Exception):
    """A field that must be filled is empty; the sentence says which."""


def read(page: Page, chosen: Customer, way: Way) -> Change | None:
    """Draw the form of a way; the change once it is sent. Unfinished, InvalidAmount."""
    entry_id = _entry(page, chosen, way) if way in OF_ENTRY else None
    with st.form(f"adjust_{way}", border=False, enter_to_submit=False):
        told: dict[str, Any] = {"entry_id": entry_id}
        if way == "release":
            told["hold_id"] = _hold(page, chosen)
        if way in TO_OTHER:
            told["to_no"] = _to(page, way)
        upper, lower = st.columns(2, gap="medium"), st.columns(2, gap="medium")
        points = ""
        if way != "clear":
            needed = way in NEEDS_POINTS
            hint = "adjust.points_hint" if needed else "adjust.points_all_hint"
            points = upper[0].text_input(
                page.say("adjust.points" if needed else "adjust.points_part"), key="adjust_points",
                placeholder=page.say(hint, decimals=page.book.decimals),
            )  # fmt: skip
        told["reason"] = _reason(page, way, upper[0 if way == "clear" else 1])
        day = lower[0].date_input(
            page.say("adjust.occurred_on"), page.today, max_value=page.today, min_value=filters.EARLIEST,
            format="YYYY-MM-DD", key="adjust_day",
        )  # fmt: skip
        told["ref"] = lower[1].text_input(
            page.say("adjust.ref"), key="adjust_ref", placeholder=page.say("adjust.ref_hint")
        )
        told |= _choices(page, way)
        for name in () if way in _WITHOUT_NOTES else ("note", "customer_note"):
            told[name] = st.text_area(
                page.say(f"adjust.{name}"), key=f"adjust_{name}", height=68,
                placeholder=page.say(f"adjust.{name}_hint"),
            )  # fmt: skip
        if not st.form_submit_button(page.say("adjust.preview"), type="primary"):
            return None
    _require(page, way, points, told)
    told |= {"points": _points(page, points), "occurred_at": _instant(page, day)}
    filled: dict[str, Any] = {
        k: (v.strip() or None) if isinstance(v, str) else v for k, v in told.items()
    }
    return Change(way, chosen.customer_no, **filled)


def _require(page: Page, way: Way, points: str, told: dict[str, Any]) -> None:
    missing = None
    if way in OF_ENTRY and told["entry_id"] is None:
        missing = "adjust.need_entry"
    elif way == "release" and told["hold_id"] is None:
        missing = "adjust.need_hold"
    elif way in TO_OTHER and not (told["to_no"] or "").strip():
        missing = "adjust.need_to"
    elif way in NEEDS_POINTS and not points.strip():
        missing = "adjust.points_missing"
    if missing:
        raise Unfinished(page.say(missing, decimals=page.book.decimals))


def _entry(page: Page, chosen: Customer, way: Way) -> int | None:
    """The entry: of the customer's latest ones that the way can be about, or by its number."""
    rows = page.book.ask(
        "points/statement", customer_no=chosen.customer_no, kinds=",".join(sorted(_KINDS[way])),
        row_limit=_LATEST, actor=page.reader,
    )  # fmt: skip
    names = {
        int(row["entry_id"]): " · ".join(
            each
            for each in (
                date_text(row["occurred_at"]), word("kinds", row["kind"], page.lang), signed_text(row["points"]),
                word("reasons", row["reason"], page.lang), row["ref"], f"#{row['entry_id']}",
            )
            if each
        )
        for row in rows.iter_rows(named=True)
    }  # fmt: skip
    linked = st.query_params.get("entry", "")
    first = int(linked) if linked.isdecimal() and len(linked) < 16 else None
    if first is not None and first not in names:
        names = {first: f"#{first}", **names}
    options = list(names)
    left, right = st.columns([3, 1], gap="medium")
    picked = left.selectbox(
        page.say(f"adjust.entry_{way}"), options, format_func=lambda each: names.get(each, f"#{each}"),
        index=options.index(first) if first is not None else None,
        placeholder=page.say("filters.pick"), key=f"adjust_entry_{way}",
    )  # fmt: skip
    typed = right.text_input(
        page.say("adjust.entry_no"),
        key="adjust_entry_no",
        placeholder=page.say("adjust.entry_no_hint"),
    )
    bare = typed.strip().lstrip("#")
    return int(bare) if bare.isdecimal() and len(bare) < 16 else picked


def _hold(page: Page, chosen: Customer) -> int | None:
    rows = page.book.ask("corrections/holds", customer_no=chosen.customer_no, actor=page.reader)
    names = {
        int(row["hold_id"]): (
            f"{date_text(row['occurred_at'])} · {number_text(row['held'])} · "
            f"{word('reasons', row['reason'], page.lang)} · #{row['hold_id']}"
        )
        for row in rows.iter_rows(named=True)
    }
    picked: int | None = st.selectbox(
        page.say("adjust.hold_id"), list(names), format_func=lambda each: names[each],
        index=0 if names else None, placeholder=page.say("adjust.no_holds"), key="adjust_hold",
        disabled=not names,
    )  # fmt: skip
    return picked


def _to(page: Page, way: Way) -> str:
    return st.text_input(
        page.say("adjust.to_right" if way == "reassign" else "adjust.to"), key="adjust_to",
        placeholder=page.say("adjust.to_hint"),
    )  # fmt: skip


def _reason(page: Page, way: Way, place: Any) -> str | None:
    reasons = page.book.corrections.reasons
    chosen: str | None = place.selectbox(
        page.say("adjust.reason"), reasons.offered(way), index=None,
        format_func=lambda each: word("reasons", each, page.lang),
        accept_new_options=reasons.is_free, placeholder=page.say("filters.pick"),
        key=f"adjust_reason_{way}" if way not in ("up", "down", "clear") else "adjust_reason",
    )  # fmt: skip
    return chosen


def _choices(page: Page, way: Way) -> dict[str, Any]:
    """What only some ways ask for."""
    if way == "clear":
        held = st.checkbox(page.say("adjust.include_held"), key="adjust_include_held")
        return {"include_held": held}
    if way in ("up", "extend", "restore"):
        known = None if way != "extend" else date(page.today.year + 2, 12, 31)
        until = st.date_input(
            page.say(f"adjust.until_{way}"), known, min_value=page.today, format="YYYY-MM-DD",
            max_value=filters.latest(page.today), key=f"adjust_until_{way}",
            help=page.say("adjust.until_help"),
        )  # fmt: skip
        return {"expires_at": until}
    if way in ("claw_back", "reassign"):
        policies = ("clamp", "block", "debt") if way == "claw_back" else ("block", "debt")
        known_policy = page.book.programme.claw_back_policy
        policy = st.radio(
            page.say("adjust.policy"), policies, horizontal=True,
            index=policies.index(known_policy) if known_policy in policies else 0,
            format_func=lambda each: page.say(f"adjust.policy_{each}"), key=f"adjust_policy_{way}",
        )  # fmt: skip
        return {"policy": policy}
    return {}


def _instant(page: Page, day: date | None) -> datetime:
    """Today means now, an earlier day its beginning."""
    now = page.book.now()
    return now if day is None or day == now.date() else datetime.combine(day, time())


def _points(page: Page, typed: str) -> Decimal | None:
    """The points typed, thousands separators allowed; None where all are meant."""
    bare = typed.replace(",", "").replace("，", "").strip()
    return amounts.points(amounts.hundredths(bare, page.book.decimals)) if bare else None

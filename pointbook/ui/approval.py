"""One request for approval: what it would do now, how it stands, and deciding about it once."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from pointbook.access import Right
from pointbook.errors import OwnRequest, PointbookError
from pointbook.texts import date_text, number_text, time_text, word
from pointbook.ui import (
    adjusting,
    approving,
    batch_preview,
    effects,
    feedback,
    jobs,
    navigation,
    session,
    tables,
    waiting,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pointbook.approvals import Opened, Request
    from pointbook.batches import Preview, Wish
    from pointbook.ui.start import Page

JOB: Final = "approval"
_OUTCOME: Final = "approval_outcome"
_REASON: Final = "approval_refusal"
_ROWS: Final = 200


def show_running(page: Page) -> bool:
    """The progress of a batch that is being posted; whether there is one."""
    job = waiting.job_of_page(JOB)
    if job is None:
        return False
    if job.state == "running":
        waiting.progress(page, job, hint="approvals.posting_hint")
        return True
    if job.state == "done":
        st.session_state[_OUTCOME] = ("approved", job.result)
    else:
        waiting.failure(page, job, hint="batches.failed")
    waiting.forget(JOB)
    return False


def show_outcome(page: Page) -> None:
    """What came of the last decision."""
    outcome = st.session_state.pop(_OUTCOME, None)
    if isinstance(outcome, PointbookError):
        feedback.refused(outcome)
    elif outcome is not None:
        done, number = outcome
        st.success(
            page.say(f"approvals.{done}", approval_id=number), icon=":material/check_circle:"
        )


def show(page: Page, approval_id: int) -> None:
    """The request with its effects as of now, and what this reader may do about it."""
    st.button(
        page.say("approvals.back"), on_click=_back, key="approval_back", icon=":material/arrow_back:",
        type="tertiary",
    )  # fmt: skip
    try:
        opened = page.book.approvals.look(approval_id, page.actor)
    except PointbookError as refusal:
        feedback.refused(refusal)
        return
    request = opened.request
    _head(page, request)
    if not request.is_waiting:
        _end(page, request)
        return
    feedback.note(page.say("approvals.now"))
    if opened.effects is not None:
        effects.show(page, opened.effects)
    elif opened.preview is not None:
        _preview(page, opened.preview)
    _decide(page, opened)


def _head(page: Page, request: Request) -> None:
    told = approving.what(page, request)
    tables.heading(page.say("approvals.opened", approval_id=request.approval_id, what=told))
    said = [page.say("approvals.asked", author=request.author, at=_local(page, request.asked_at))]
    said += [
        page.say(f"approvals.{name}", points=number_text(points))
        for name, points in (("points_in", request.points_in), ("points_out", request.points_out))
        if points
    ]
    feedback.note(" · ".join(said))
    change = request.change
    if change is not None:
        feedback.note(" · ".join(adjusting.said(page, change)))
    wish = request.wish
    if wish is not None:
        feedback.note(" · ".join(_said(page, wish)))
    if wish is not None and wish.rule_id is not None:
        feedback.note(page.say("clearing.asked_for", version=str(wish.rule_version)))
        navigation.link(
            "clearing", page.say("clearing.open_rule"), icon=":material/event_repeat:", rule=str(wish.rule_id)
        )  # fmt: skip
    if request.said is not None:
        feedback.hint(page.say("approvals.because", reason=request.said))
    if request.content is None:
        feedback.note(page.say("approvals.erased"))
    if request.customer_no is not None:
        navigation.link(
            "profile", page.say("tables.open_profile"), icon=":material/person:", customer=request.customer_no
        )  # fmt: skip


def _said(page: Page, wish: Wish) -> list[str]:
    """A batch in words, as it was filled in."""
    said = (
        wish.title,
        word("reasons", wish.reason, page.lang),
        number_text(wish.points) if wish.points is not None else None,
        f"{wish.percent}%" if wish.percent is not None else None,
        f"≤ {date_text(wish.ends_by)}" if wish.ends_by is not None else None,
        f"→ {date_text(wish.expires_at)}" if wish.expires_at is not None else None,
        page.say("batches.later", days=wish.days) if wish.days is not None else None,
    )
    return [each for each in said if each]


def _end(page: Page, request: Request) -> None:
    told = page.say(
        f"approvals.ended_{request.approval_state}", by=request.decided_by,
        at=_local(page, request.decided_at), detail=_moved(page, request.moved),
    )  # fmt: skip
    state = word("approval_states", request.approval_state, page.lang)
    feedback.hint(f"{state} · {told}")
    if request.answer is not None:
        feedback.note(page.say("approvals.answer", answer=request.answer))


def _preview(page: Page, preview: Preview) -> None:
    batch_preview.show_figures(page, preview)
    tables.show(
        page, "approval_batch", batch_preview.as_shown(page, preview),
        batch_preview.columns_of(preview.wish), pinned=2, rows=_ROWS,
        title=page.say("batches.list_title"),
    )  # fmt: skip


def _decide(page: Page, opened: Opened) -> None:
    """What stands in the way, and the buttons that are left."""
    request, is_mine = opened.request, opened.request.author == page.actor.name
    if opened.moved is not None:
        told = page.say("approvals.has_moved", detail=_moved(page, opened.moved))
        st.warning(told, icon=":material/history_toggle_off:")
    elif opened.refusal is not None and not isinstance(opened.refusal, OwnRequest):
        feedback.refused(opened.refusal)
    if is_mine:
        _button(page, "withdraw", request)
        return
    if not page.actor.may(Right.APPROVE):
        return
    if opened.moved is not None:
        _button(page, "expire", request, is_primary=True)
        return
    if opened.refusal is None:
        _button(page, "approve", request, is_primary=True)
    with st.form("approval_refuse", border=False):
        st.text_input(page.say("approvals.refuse_reason"), key=_REASON, max_chars=500, width=560)
        st.form_submit_button(
            page.say("approvals.refuse"), on_click=_act, args=("refuse", request, _request_id(request)),
            icon=":material/block:",
        )  # fmt: skip


def _button(page: Page, act: str, request: Request, *, is_primary: bool = False) -> None:
    icons = {"approve": "check_circle", "withdraw": "undo", "expire": "history_toggle_off"}
    st.button(
        page.say(f"approvals.{act}"), type="primary" if is_primary else "secondary", on_click=_act,
        args=(act, request, _request_id(request)), key=f"approval_{act}", icon=f":material/{icons[act]}:",
    )  # fmt: skip


def _request_id(request: Request) -> str:
    """Drawn when the request is shown, so that a second press answers with the first outcome."""
    key = f"approval_request_{request.approval_id}"
    drawn: str = st.session_state.setdefault(key, secrets.token_hex(16))
    return drawn


def _act(act: str, request: Request, request_id: str) -> None:
    """Do what was pressed, and go back to the list; a batch is posted in a thread of its own."""
    room, actor, number = session.opened_book().approvals, session.actor(), request.approval_id
    if act == "approve" and request.approval_kind == "batch":

        def work(report: jobs.Report) -> int:
            room.approve(number, actor=actor, request_id=request_id, progress=report)
            return number

        job = jobs.start(JOB, str(number), work, job_id=request_id, size=request.customers)
        waiting.remember(JOB, job)
        _back()
        return
    acts: dict[str, tuple[str, Callable[[], Any]]] = {
        "approve": ("approved", lambda: room.approve(number, actor=actor, request_id=request_id)),
        "refuse": (
            "refused",
            lambda: room.refuse(
                number, actor=actor, reason=st.session_state.get(_REASON) or "", request_id=f"no-{request_id}"
            ),
        ),
        "withdraw": (
            "withdrawn",
            lambda: room.withdraw(number, actor=actor, request_id=f"back-{request_id}"),
        ),
        "expire": ("expired", lambda: room.expire(number, actor=actor)),
    }  # fmt: skip
    done, do = acts[act]
    try:
        do()
    except PointbookError as refusal:
        st.session_state[_OUTCOME] = refusal
        return
    st.session_state[_OUTCOME] = (done, number)
    _back()


def _back() -> None:
    # The table keeps its choice, which would open the same row again.
    for name in [str(each) for each in st.session_state]:
        if name.startswith("table_approvals"):
            del st.session_state[name]
    st.query_params.pop("request", None)


def _moved(page: Page, moved: str | None) -> str:
    return word("details", f"moved_{moved}", page.lang) if moved else ""


def _local(page: Page, at: Any) -> str:
    return time_text(page.book.calendar.local(at)) if at is not None else ""

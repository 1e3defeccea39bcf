"""提交审批: what is offered where a change is beyond somebody's limits, instead of a bare refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import streamlit as st

from pointbook.errors import OverBatchLimit, OverDayLimit, OverLimit, PointbookError
from pointbook.ui import feedback, navigation, session

if TYPE_CHECKING:
    from pointbook.batches import Wish
    from pointbook.corrections import Change
    from pointbook.ui.start import Page

BEYOND: Final = (OverLimit, OverDayLimit, OverBatchLimit)
"""Refusals that somebody else can lift."""
_REASON: Final = "approval_reason"
_OUTCOME: Final = "approval_asked"


def show(
    page: Page, asked: Change | Wish, beyond: PointbookError, request_id: str, shown: int | str,
    then: Callable[[], None],
) -> None:  # fmt: skip
    """Say which limit it is and ask for the reason; `then` follows once it is submitted."""
    feedback.refused(beyond)
    feedback.note(page.say("approvals.offer"))
    with st.form("approval_offer", border=False):
        st.text_area(
            page.say("approvals.reason"), key=_REASON, height=80, max_chars=500, width=560,
            placeholder=page.say("approvals.reason_hint"),
        )  # fmt: skip
        st.form_submit_button(
            page.say("approvals.submit"), type="primary", icon=":material/approval:",
            on_click=_submit, args=(asked, request_id, shown, then),
        )  # fmt: skip


def _submit(
    asked: Change | Wish, request_id: str, shown: int | str, then: Callable[[], None]
) -> None:
    """Keep the request; pressed twice, the second answers with the first."""
    try:
        number = session.opened_book().approvals.ask(
            asked, actor=session.actor(), reason=st.session_state.get(_REASON) or "",
            request_id=f"approval-{request_id}", shown=shown,
        )  # fmt: skip
    except PointbookError as refusal:
        st.session_state[_OUTCOME] = refusal
        return
    st.session_state[_OUTCOME] = number
    then()


def show_outcome(page: Page) -> None:
    """What came of submitting: the number of the request and the way to it, or why it was not taken."""
    outcome = st.session_state.pop(_OUTCOME, None)
    if isinstance(outcome, PointbookError):
        feedback.refused(outcome)
    elif outcome is not None:
        st.success(page.say("approvals.submitted", approval_id=outcome), icon=":material/approval:")
        navigation.link(
            "approvals", page.say("approvals.see"), icon=":material/arrow_forward:", request=str(outcome)
        )  # fmt: skip

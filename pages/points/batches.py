"""批量任务: one action over many customers, seen first, done once, and taken back as a whole."""

import streamlit as st

from pointbook.ui import (
    approval_offer,
    batch_history,
    batch_preview,
    batch_wish,
    feedback,
    undoing,
    waiting,
)
from pointbook.ui.start import start_page

page = start_page("batches")
if page.is_empty:
    feedback.empty_book(page)
    st.stop()

job = waiting.job_of_page(batch_preview.JOB)
undo = waiting.job_of_page(undoing.JOB)
running = next((each for each in (undo, job) if each and each.state == "running"), None)
if running is not None:
    waiting.progress(page, running, (batch_preview.JOB,), hint="batches.posting_hint")
    st.stop()
if undo is not None:
    batch_preview.leave()
    undoing.show_outcome(page, undo)
elif job is not None:
    batch_preview.show_outcome(page, job)
    st.stop()

approval_offer.show_outcome(page)
wish = batch_preview.asked_for()
if wish is not None:
    batch_preview.show(page, wish)
    st.stop()
batch_wish.show_form(page)
batch_history.show(page)

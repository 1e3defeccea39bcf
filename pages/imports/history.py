"""导入记录: every import, what it did, and taking one back."""

import streamlit as st

from pointbook.ui import undoing, waiting, watched
from pointbook.ui.start import start_page

page = start_page("history")
undo = waiting.job_of_page(undoing.JOB)
if undo is not None and undo.state == "running":
    waiting.progress(page, undo)
    st.stop()
if undo is not None:
    undoing.show_outcome(page, undo)

watched.tell(page)
batches = undoing.history(page)
if batches.is_empty():
    undoing.show_nothing(page)
    st.stop()
undoing.show_history(page, batches)

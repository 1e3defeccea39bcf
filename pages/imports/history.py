"""导入记录: what is not finished, every import with what it did, and taking one back."""

import streamlit as st

from pointbook.ui import pending, undoing, waiting, watched
from pointbook.ui.start import start_page

page = start_page("history")
undo = waiting.job_of_page(undoing.JOB)
if undo is not None and undo.state == "running":
    waiting.progress(page, undo)
    st.stop()
if undo is not None:
    undoing.show_outcome(page, undo)

watched.tell(page)
pending.show_list(page)
batches = undoing.history(page)
if batches.is_empty():
    undoing.show_nothing(page)
    st.stop()
undoing.show_history(page, batches)

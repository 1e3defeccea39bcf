"""导入数据: upload a file, say what its columns mean, see what it would do, and do it."""

import streamlit as st

from pointbook.ui import (
    imported,
    pending,
    previewing,
    profile_keeping,
    undoing,
    uploading,
    waiting,
)
from pointbook.ui.start import start_page

page = start_page("upload")
pending.resume(page)
job = waiting.job_of_page(previewing.JOB)
undo = waiting.job_of_page(undoing.JOB)
running = next((each for each in (undo, job) if each and each.state == "running"), None)
if running is not None:
    waiting.progress(page, running, stoppable=(previewing.JOB,))
    st.stop()
if undo is not None:
    undoing.show_outcome(page, undo)
    st.stop()
if job is not None:
    imported.show_outcome(page, job)
    st.stop()

given = uploading.upload(page)
if given is None:
    pending.show_list(page)
    uploading.offer_templates(page)
    profile_keeping.show(page, given)
    st.stop()
uploading.show_file(page, given)
pending.show_bar(page, given)
uploading.choose_columns(page, given)
previewing.show_plan(page, given)
profile_keeping.show(page, given)

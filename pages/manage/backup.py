"""备份: copies of the book, how they stand the proof, and the way back to one of them."""

import streamlit as st

from pointbook.ui import backups, behind, waiting
from pointbook.ui.start import start_page

page = start_page("backup")
job = waiting.job_of_page(backups.JOB)
if job is not None and job.state == "running":
    waiting.progress(page, job, hint="backup.hint")
    st.stop()
if job is not None:
    backups.show_outcome(page, job)
    st.stop()

behind.show(page)
copies = page.book.backups.on_shelf()
backups.show_standing(page, copies)
backups.show_copies(page, copies)

"""客户合并: one person under two numbers becomes one customer; what comes of it is shown first."""

import streamlit as st

from pointbook.ui import doubles, feedback, merging
from pointbook.ui.start import start_page

page = start_page("merge")
if page.is_empty:
    feedback.empty_book(page)
    st.stop()

merging.show_answer(page)
pair = merging.choose(page)
if pair is None:
    doubles.show(page)
else:
    merging.compare(page, pair)
    merging.work(page, pair)

"""月结: a month closed with its figures kept, beside what they come to now."""

import streamlit as st

from pointbook.ui import feedback, months
from pointbook.ui.start import start_page

page = start_page("months")
months.show_outcome(page)
if page.oldest is None:
    feedback.empty_book(page)
    st.stop()

closed = months.closings(page)
month = months.choose(page, closed)
if month is None:
    feedback.nothing_here(page, "months")
    st.stop()
months.show_month(page, month, closed)
months.offer(page, month, closed)
months.show_history(page, closed)

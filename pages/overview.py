"""首页: where the programme stands today, how the period went, and what waits."""

import streamlit as st

from pointbook.ui import feedback, overview, privacy, views
from pointbook.ui.start import start_page

page = start_page("overview")
if page.is_empty:
    feedback.empty_book(page)
    st.stop()

wish = overview.wish(page)
overview.keep_fresh(page)
overview.show_today(page, wish)
if page.newest is not None:
    answer = overview.ask(page, wish)
    privacy.offer(page)
    overview.show_period(page, wish, answer)
    overview.show_people(page, wish, answer)
overview.show_waiting(page)
views.show_at_home(page)

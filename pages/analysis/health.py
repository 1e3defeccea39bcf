"""积分健康: what is used and how soon, what is never used, what expires next, and what is owed."""

import streamlit as st

from pointbook.ui import feedback, health, health_cohorts, health_expiries
from pointbook.ui.start import start_page

page = start_page("health")
if page.newest is None:
    feedback.empty_book(page)
    st.stop()

wish = health.wish(page)
if wish.part == "usage":
    health.show_usage(page, wish)
elif wish.part == "cohorts":
    health_cohorts.show(page, wish)
else:
    health_expiries.show(page, wish)

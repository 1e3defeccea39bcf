"""年底清零: one page that walks through the end of points, from the first reminder to the review."""

import streamlit as st

from pointbook.ui import expiry, feedback
from pointbook.ui.start import start_page

page = start_page("expiry")
if page.newest is None:
    feedback.empty_book(page)
    st.stop()

wish = expiry.wish(page)
answer = expiry.ask(page, wish)
if answer.is_empty:
    expiry.show_nothing(page, wish)
    st.stop()
expiry.show_losses(page, wish, answer)
expiry.show_reminders(page, wish)
expiry.show_course(page, answer)
expiry.show_sweep(page, answer)
expiry.show_review(page, answer)

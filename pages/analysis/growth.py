"""积分增长: what came in, what went out, and what was left, period by period."""

import streamlit as st

from pointbook.ui import feedback, growth, privacy
from pointbook.ui.start import start_page

page = start_page("growth")
if page.newest is None:
    feedback.empty_book(page)
    st.stop()

wish = growth.wish(page)
answer = growth.ask(page, wish)
if answer.is_empty:
    growth.show_nothing(page)
    st.stop()
privacy.offer(page)
growth.show_figures(page, answer)
growth.show_charts(page, wish, answer)
growth.show_table(page, wish, answer)
growth.show_proof(page, answer)

"""异常变动: movements that deserve a second look, rule by rule."""

import streamlit as st

from pointbook.ui import feedback, odd
from pointbook.ui.start import start_page

page = start_page("odd")
if page.newest is None:
    feedback.empty_book(page)
    st.stop()

odd.show(page, odd.wish(page))

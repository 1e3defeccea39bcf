"""客户查询: find customers by number, name, pinyin, phone or e-mail."""

import streamlit as st

from pointbook.ui import feedback, lookup, many, privacy
from pointbook.ui.start import start_page

page = start_page("lookup")
lookup.offer_adding(page)
if page.is_empty:
    feedback.empty_book(page)
    st.stop()

if many.is_wanted(page):
    privacy.offer(page)
    many.show(page)
    st.stop()
wish = lookup.wish(page)
found = lookup.ask(page, wish)
if found.rows.is_empty():
    lookup.show_nothing(page, wish)
    st.stop()
privacy.offer(page)
lookup.show(page, found)

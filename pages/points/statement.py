"""积分明细: every movement of points, with its reason and the balance it left."""

import streamlit as st

from pointbook.ui import feedback, past, privacy, statement
from pointbook.ui.start import start_page

page = start_page("statement")
if page.newest is None:
    feedback.empty_book(page)
    st.stop()

wish = statement.wish(page)
answer = statement.ask(page, wish)
privacy.offer(page, wish.customer_no)
statement.show_customer(page, wish)
if answer.is_empty:
    statement.show_nothing(page, wish, answer)
    past.show(page, wish.customer_no)
    st.stop()
statement.show_figures(page, wish, answer)
statement.show_chart(page, answer)
statement.show_table(page, wish, answer)
statement.show_proof(page, wish, answer)
statement.show_files(page, wish)
past.show(page, wish.customer_no)

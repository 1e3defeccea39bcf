"""余额说明: why a customer's balance is what it is, on any day."""

import streamlit as st

from pointbook.ui import explaining, feedback, privacy
from pointbook.ui.start import start_page

page = start_page("why")
if page.is_empty:
    feedback.empty_book(page)
    st.stop()

wish = explaining.wish(page)
if wish is None:
    st.stop()
answer = explaining.ask(page, wish)
privacy.looked_at(page, wish.customer_no)
privacy.offer(page, wish.customer_no)
explaining.show_balance(page, answer)
explaining.show_course(page, answer)
explaining.show_lots(page, answer)
explaining.show_debt(page, answer)
explaining.show_statement(page, answer)

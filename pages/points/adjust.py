"""积分调整: correct one customer's points by hand, see the effect first, and take it back if need be."""

import streamlit as st

from pointbook.ui import adjusting, feedback, privacy, reasons, reversing
from pointbook.ui.start import start_page

page = start_page("adjust")
if page.is_empty:
    feedback.empty_book(page)
    st.stop()

customer = adjusting.customer(page)
reversing.show_answer(page)
if customer is not None:
    adjusting.work(page, customer)
privacy.offer(page, None if customer is None else customer.customer_no)
reversing.confirm(page)
reversing.show_recent(page, None if customer is None else customer.customer_no)
reasons.show(page)

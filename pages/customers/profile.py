"""One customer: who, how much, until when, and what happened last."""

import streamlit as st

from pointbook.ui import editing, erasing, past, profile, purchases
from pointbook.ui.start import start_page

asked = profile.asked()
page = start_page("profile", title=asked.title)
customer = asked.customer
erasing.show_outcome(page)
if customer is None:
    profile.show_nobody(page)
    st.stop()

profile.show_actions(page, customer)
profile.show_figures(page, customer)
profile.show_facts(page, customer)
profile.show_charts(page, customer)
profile.show_recent(page, customer)
purchases.show_orders(page, customer)
purchases.show_redemptions(page, customer)
past.show(page, customer.customer_no)
profile.show_expiries(page, customer)
editing.show_changes(page, customer)
editing.show_edit(page, customer)
erasing.show(page, customer)

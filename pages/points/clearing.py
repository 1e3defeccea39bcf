"""自动清零: rules by which points clear by themselves, each looked at before it is switched on, and its runs."""

import streamlit as st

from pointbook.ui import clearing, clearing_form, clearing_preview, feedback
from pointbook.ui.start import start_page

page = start_page("clearing")
clearing.show_outcome(page)
if page.is_empty:
    feedback.empty_book(page)
    st.stop()

rules = clearing.rules(page)
chosen = clearing.choose(page, rules)
if chosen is not None:
    clearing.show_rule(page, chosen)
    clearing_preview.show(page, chosen)
    clearing_form.show_change(page, chosen)
clearing_form.show_new(page)
clearing.show_runs(page, chosen)

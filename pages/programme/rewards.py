"""礼品: what points can be exchanged for, at which price, until when, and how often it was."""

import streamlit as st

from pointbook.ui import rewards
from pointbook.ui.start import start_page

page = start_page("rewards")
listed = rewards.ask(page)
if listed.is_empty():
    rewards.show_nothing(page)
    st.stop()
rewards.show_figures(page, listed)
rewards.show_list(page, listed)

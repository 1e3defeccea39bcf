"""客户分析: who the customers are by what they do, and the way to keep any group of them."""

import streamlit as st

from pointbook.ui import (
    behaviour,
    behaviour_campaigns,
    behaviour_groups,
    behaviour_lifecycle,
    behaviour_retention,
    behaviour_rfm,
    behaviour_tiers,
    feedback,
)
from pointbook.ui.start import start_page

page = start_page("behaviour")
if page.newest is None:
    feedback.empty_book(page)
    st.stop()

part = behaviour.part(page)
if part == "rfm":
    behaviour_rfm.show(page)
elif part == "retention":
    behaviour_retention.show(page)
elif part == "lifecycle":
    behaviour_lifecycle.show(page)
elif part == "tiers":
    behaviour_tiers.show(page)
elif part == "campaigns":
    behaviour_campaigns.show(page)
else:
    behaviour_groups.show(page)

"""客户分群: customers kept under a name, by a rule or as a list, for the filters of every page."""

import streamlit as st

from pointbook.ui import privacy, segment_rules, segments
from pointbook.ui.start import start_page

page = start_page("segments")
segments.show_outcome(page)
chosen = segments.show_list(page)
if chosen is not None:
    privacy.offer(page)
    segments.show_members(page, chosen)
    segments.show_work(page, chosen)
    st.stop()
segment_rules.show_new(page)
segment_rules.show_left_out(page)

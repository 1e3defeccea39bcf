"""资料保留: how long personal data are kept, and who may be erased by the rule."""

import streamlit as st

from pointbook.ui import keeping
from pointbook.ui.start import start_page

page = start_page("retention")
keeping.show_outcome(page)
if not keeping.sees_all(page):
    st.stop()
keeping.show_rule(page)
keeping.show_due(page)

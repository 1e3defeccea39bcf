"""定期报告: a week, month, quarter or year to read here and to hand out as Excel, PDF and HTML."""

import streamlit as st

from pointbook.ui import feedback, privacy, report
from pointbook.ui.start import start_page

page = start_page("report")
if page.newest is None:
    feedback.empty_book(page)
    st.stop()

wish = report.wish(page)
answer = report.ask(page, wish)
if answer.report.growth.is_empty:
    feedback.nothing_here(page, "growth", since=page.reach[0], until=page.reach[1])
    st.stop()
privacy.offer(page)
report.show_downloads(page, wish)
report.show_figures(page, answer)
report.show_proof(page, answer)
report.show_charts(page, answer)
report.show_tables(page, answer)

"""积分排名: who stands where by a measure, customers or groups of them, against another period."""

import streamlit as st

from pointbook.ui import feedback, privacy, ranking, ranking_groups
from pointbook.ui.start import start_page

page = start_page("ranking")
if page.newest is None:
    feedback.empty_book(page)
    st.stop()

wish = ranking.wish(page)
answer = ranking.ask(page, wish)
if answer.is_empty:
    ranking.show_nothing(page)
    st.stop()
if wish.by is not None:
    ranking_groups.show(page, wish, answer.spread.total)
    st.stop()
privacy.offer(page)
ranking.show_figures(page, answer)
ranking.show_charts(page, wish, answer)
ranking.show_table(page, answer)
ranking.show_spread(page, answer)
feedback.note(ranking.proof(page, answer))

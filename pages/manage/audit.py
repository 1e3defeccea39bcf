"""操作记录: what was done and refused, by whom and from where; the chain proved; rights reviewed."""

import streamlit as st

from pointbook.ui import audit, chain_proof, permission_review
from pointbook.ui.start import start_page

page = start_page("audit")
of_actions, of_chain, of_rights = st.tabs(
    [page.say("audit.tab_actions"), page.say("audit.tab_chain"), page.say("audit.tab_rights")]
)
with of_actions:
    wanted = audit.wish(page)
    answer = audit.ask(page, wanted)
    audit.show_figures(page, answer)
    audit.show_table(page, wanted, answer)
    audit.show_failed_sign_ins(page)
with of_chain:
    chain_proof.show(page)
with of_rights:
    permission_review.show(page)

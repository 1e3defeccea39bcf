"""用户: who may sign in, what their roles allow, and the departments they belong to."""

import streamlit as st

from pointbook.ui import departments, people, permission_review, posts, roles, signed_in
from pointbook.ui.start import start_page

page = start_page("users")
people.show_outcome(page)
signed_in.is_fresh(page.lang, page.actor)
of_users, of_roles, of_departments, of_posts, of_review = st.tabs(
    [
        page.say("users.tab_users"),
        page.say("users.tab_roles"),
        page.say("users.tab_departments"),
        page.say("users.tab_posts"),
        page.say("audit.tab_rights"),
    ]
)
with of_users:
    chosen = people.show_list(page)
    if chosen is None:
        people.add(page)
    else:
        people.work(page, chosen)
with of_roles:
    roles.show(page)
with of_departments:
    departments.show(page)
with of_posts:
    posts.show(page)
with of_review:
    permission_review.show(page)

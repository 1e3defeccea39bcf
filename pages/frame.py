"""The frame of every page: its language, its name, the way to the others. No data."""

import streamlit as st

from pointbook.ui import navigation

st.set_page_config(layout="wide", page_icon="📒", initial_sidebar_state=240)
page = navigation.draw()
page.run()

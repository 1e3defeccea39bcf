"""The ASGI app: `python -m pointbook serve`, `streamlit run app.py` or `uvicorn app:app`."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from pointbook.ui.feedback import report_incident
from pointbook.web.gate import Gate
from pointbook.web.headers import SecurityHeaders
from pointbook.web.incidents import Incidents
from pointbook.web.lifespan import open_and_warm
from pointbook.web.limits import Limits
from pointbook.web.localise import Localise
from pointbook.web.routes import ROUTES

app = st.App(
    Path(__file__).parent / "pages" / "frame.py",
    routes=ROUTES,
    middleware=[Middleware(each) for each in (SecurityHeaders, Incidents, Limits, Gate, Localise)],
    lifespan=open_and_warm,
    on_script_error=report_incident,
)

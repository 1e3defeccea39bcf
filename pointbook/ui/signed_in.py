"""Who is signed in: shown at the side, with the ways out; and what is said when nobody is."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

import streamlit as st

from pointbook.errors import SignedOut
from pointbook.texts import error_text, say, word
from pointbook.ui import session

if TYPE_CHECKING:
    from pointbook.access import Actor

_WHO: Final = "signed_in_as"


def actor() -> Actor:
    """Who is signed in; a page of nobody ends here with a sentence and the way to the form."""
    try:
        found = session.actor()
    except SignedOut as refusal:
        lang = session.language()
        st.error(error_text(refusal, lang), icon=":material/lock:")
        st.html(
            f'<a class="pb-way-in" href="/sign-in" target="_self">'
            f"{html.escape(say('sign_in.sign_in', lang))}</a>"
        )
        st.stop()
    # What somebody began to fill in is not shown to whoever signs in after them in the same tab.
    if st.session_state.get(_WHO, found.name) != found.name:
        st.session_state.clear()
    st.session_state[_WHO] = found.name
    return found


def is_fresh(lang: str, who: Actor) -> bool:
    """Whether delicate commands are open; otherwise the way to say the password again stands here."""
    if who.is_fresh:
        return True
    here = urlsplit(st.context.url or "/")
    target = quote(f"{here.path or '/'}?{here.query}" if here.query else here.path or "/")
    st.info(say("sign_in.why_again", lang), icon=":material/lock_clock:")
    st.html(
        f'<a class="pb-way-in" href="/confirm?next={target}" target="_self">'
        f"{html.escape(say('sign_in.say_again', lang))}</a>"
    )
    return False


def show(lang: str, who: Actor) -> None:
    """The name and role of who is signed in, the ways to their password and devices, and the button out."""
    known = session.user(who)
    if known is None:
        return
    role = word("roles", known.role, lang)
    # Plain forms: only a route can take the cookie away.
    st.html(
        f'<div class="pb-who"><p><b>{html.escape(known.shown_name)}</b> · {html.escape(role)}</p>'
        f'<a href="/password" target="_self">{html.escape(say("sign_in.change", lang))}</a><br>'
        f'<a href="/devices" target="_self">{html.escape(say("sign_in.devices", lang))}</a>'
        f'<form method="post" action="/sign-out"><button type="submit">'
        f"{html.escape(say('sign_in.sign_out', lang))}</button></form>"
        f'<form method="post" action="/sign-out-everywhere"><button type="submit">'
        f"{html.escape(say('sign_in.sign_out_everywhere', lang))}</button></form></div>"
    )

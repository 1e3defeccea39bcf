"""The pages before the pages: plain HTML without a script, in both languages."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.responses import HTMLResponse

from pointbook.texts import LANGUAGES, say
from pointbook.web.localise import ASSETS

STYLE: Final = f"{ASSETS}/sign-in.css"

AGAIN_AFTER: Final = 5
"""Seconds after which a page that could not be shown is asked for anew."""


@dataclass(frozen=True)
class Field:
    """One field of a form; `label` is a key of [sign_in]."""

    name: str
    label: str
    kind: str
    autocomplete: str
    value: str = ""


@dataclass(frozen=True)
class Choice:
    """One of several things, of which one is chosen; without a value it is only told."""

    value: str
    title: str
    detail: str


USER: Final = Field("user_name", "user_name", "text", "username")
PASSWORD: Final = Field("password", "password", "password", "current-password")
NEW: Final = Field("new", "new_password", "password", "new-password")
AGAIN: Final = Field("again", "again", "password", "new-password")


def form_page(
    lang: str,
    name: str,
    action: str,
    fields: Sequence[Field],
    *,
    error: str = "",
    note: str = "",
    way_out: bool = False,
    whose: str = "",
    status: int = 200,
    again: str = "",
    beside: tuple[str, str] | None = None,
    choices: Sequence[Choice] = (),
    back: bool = False,
    **values: object,
) -> HTMLResponse:
    """A page with one form. `name` is its title and button in [sign_in].

    `way_out` adds signing out, `back` the way to the pages. `whose` password it is, for the browser
    that keeps passwords. With `again` the page is asked for anew there, by itself after a while and by a
    button. `beside` is another way, as address and label. Of `choices` those with a value can be
    chosen, under the name `which`.
    """

    def words(key: str) -> str:
        return html.escape(say(f"sign_in.{key}", lang, **values))

    title = words(name)
    parts = [f"<h1>{title}</h1>"]
    if note:
        parts.append(f'<p class="note">{html.escape(note)}</p>')
    if error:
        parts.append(f'<p class="error" role="alert">{html.escape(error)}</p>')
    if beside is not None:
        there, label = map(html.escape, beside)
        parts.append(f'<p><a class="again" href="{there}">{label}</a></p>')
    parts += [_told(each) for each in choices if not each.value]
    if fields or any(each.value for each in choices):
        hidden = f'<input type="text" autocomplete="username" value="{html.escape(whose)}" hidden readonly>'
        inputs = (hidden if whose else "") + "".join(
            _choice(each) for each in choices if each.value
        )
        inputs += "".join(_input(lang, each, is_first=n == 0) for n, each in enumerate(fields))
        parts.append(
            f'<form method="post" action="{html.escape(action)}">{inputs}'
            f"<button>{words(f'{name}_button')}</button></form>"
        )
    if way_out:
        parts.append(
            f'<form class="quiet" method="post" action="/sign-out"><button>{words("sign_out")}</button></form>'
        )
    if back:
        parts.append(f'<p class="note"><a class="back" href="/">{words("back")}</a></p>')
    if again:
        parts.append(
            f'<p><a class="again" href="{html.escape(again)}">{words("try_again")}</a></p>'
        )
        refresh = f'<meta http-equiv="refresh" content="{AGAIN_AFTER};url={html.escape(again)}">'
    return HTMLResponse(_document(lang, title, "".join(parts), refresh if again else ""), status)


def _told(choice: Choice) -> str:
    title, detail = html.escape(choice.title), html.escape(choice.detail)
    return f'<p class="choice"><span><b>{title}</b><small>{detail}</small></span></p>'


def _choice(choice: Choice) -> str:
    value = html.escape(choice.value)
    title, detail = html.escape(choice.title), html.escape(choice.detail)
    return (
        f'<label class="choice"><input type="radio" name="which" value="{value}" required>'
        f"<span><b>{title}</b><small>{detail}</small></span></label>"
    )


def _input(lang: str, field: Field, *, is_first: bool) -> str:
    focus = " autofocus" if is_first else ""
    plain = ' autocapitalize="none" spellcheck="false"' if field.kind == "text" else ""
    return (
        f'<label for="{field.name}">{html.escape(say(f"sign_in.{field.label}", lang))}</label>'
        f'<input id="{field.name}" name="{field.name}" type="{field.kind}"'
        f' autocomplete="{field.autocomplete}" value="{html.escape(field.value)}"'
        f" maxlength=256 required{plain}{focus}>"
    )


def _document(lang: str, title: str, body: str, head: str) -> str:
    tongue = "zh-CN" if lang == "zh" else lang
    other = LANGUAGES[1 - LANGUAGES.index("zh" if lang == "zh" else "en")]
    name = html.escape(say("app.name", lang))
    return (
        f'<!doctype html><html lang="{tongue}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title} · {name}</title><link rel="icon" href="data:,">'
        f'<link rel="stylesheet" href="{STYLE}">{head}</head><body><main>'
        f'<p class="name">{name}</p>{body}'
        f'<p class="language"><a href="/language/{other}" hreflang="{other}">'
        f"{html.escape(say('app.other_language', lang))}</a></p></main></body></html>"
    )

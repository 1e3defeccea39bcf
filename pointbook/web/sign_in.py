"""Signing in and out, changing a password, and using a one-time link: plain forms on routes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from typing import Final, TypeAlias, TypeVar
from urllib.parse import parse_qs, quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from pointbook.access import Right
from pointbook.access.passwords import SHORTEST
from pointbook.access.sessions import FRESH, Session, session_id
from pointbook.access.sign_in import SignedIn, SignIn, fold_name
from pointbook.errors import (
    BookDamaged,
    BookLocked,
    BookMissing,
    BookReadOnly,
    CompanySignInFailed,
    CompanySignInOnly,
    CompanySignInUnreachable,
    DiskFull,
    LinkExpired,
    NoUserForAccount,
    PasswordsDiffer,
    PointbookError,
    TooManyRequests,
    TooManyTries,
    WrongPassword,
)
from pointbook.texts import error_text, say
from pointbook.ui import session
from pointbook.web import company as company_way
from pointbook.web.cookies import (
    device_token,
    keep_company,
    leave,
    session_token,
    take_home,
)
from pointbook.web.devices import ALL, as_choices
from pointbook.web.form_pages import AGAIN, NEW, PASSWORD, USER, Choice, Field, form_page
from pointbook.web.language import spoken_to
from pointbook.web.origins import local_path
from pointbook.web.rates import Rate

Found = TypeVar("Found")
Handler: TypeAlias = Callable[[Request], Awaitable[Response]]
_LARGEST: Final = 8 * 1024
_STATUS: Final[dict[type[PointbookError], int]] = {
    WrongPassword: 401, TooManyTries: 429, TooManyRequests: 429, LinkExpired: 410,
    CompanySignInFailed: 401, CompanySignInOnly: 403, NoUserForAccount: 403, CompanySignInUnreachable: 502,
    BookLocked: 503, BookDamaged: 503, BookReadOnly: 503, BookMissing: 503, DiskFull: 503,
}  # fmt: skip
_OLD: Final = Field("password", "old_password", "password", "current-password")
_rate = Rate()
# Passwords take their time on purpose: a crowd of them waits for each other, and nobody else for them.
_slow = ThreadPoolExecutor(2, "pointbook-sign-in")


def rated(handler: Handler) -> Handler:
    """Refuse an address that sends forms faster than people do."""

    @wraps(handler)
    async def answer(request: Request) -> Response:
        if request.method == "POST":
            try:
                _rate.require(_address(request))
            except TooManyRequests as refusal:
                return _refused(request, "sign_in", "/sign-in", (), refusal)
        return await handler(request)

    return answer


@rated
async def sign_in(request: Request) -> Response:
    """The form, and what becomes of it; whoever is signed in goes straight on."""
    target = local_path(request.query_params.get("next"))
    action = f"/sign-in?next={quote(target)}"
    if request.method != "POST":
        if await run_in_threadpool(_session, request) is not None:
            return RedirectResponse(target, 303)
        done = "sign_in.password_set" if "done" in request.query_params else ""
        note = say(done, spoken_to(request)) if done else ""
        return form_page(
            spoken_to(request), "sign_in", action, (USER, PASSWORD), note=note, beside=_beside(request)
        )  # fmt: skip
    form = await _form(request)
    user_name, password = form.get("user_name", ""), form.get("password", "")
    try:
        came = await _slowly(
            lambda: _door().sign_in(
                user_name, password, address=_address(request), agent=_agent(request),
                device=device_token(request),
            )
        )  # fmt: skip
        await run_in_threadpool(_require_password_way, user_name, came)
    except PointbookError as refusal:
        fields = (Field("user_name", "user_name", "text", "username", user_name[:64]), PASSWORD)
        return _refused(request, "sign_in", action, fields, refusal)
    onward = f"/password?next={quote(target)}" if came.must_change else target
    return await _let_in(request, came, onward)


async def company_start(request: Request) -> Response:
    """To the provider of company accounts, where one is set."""
    try:
        _rate.require(_address(request))
        company = company_way.chosen()
        if company is None:
            return RedirectResponse("/sign-in", 303)
        return await company_way.set_out(request, company)
    except PointbookError as refusal:
        return _refused(request, "sign_in", "/sign-in", (USER, PASSWORD), refusal)


async def company_back(request: Request) -> Response:
    """Back from the provider: a session for the user whom it vouches for, or a sentence."""
    try:
        _rate.require(_address(request))
        company = company_way.chosen()
        if company is None:
            return RedirectResponse("/sign-in", 303)
        name, target = await company_way.come_back(request, company)
        came = await run_in_threadpool(
            lambda: _door().come_in(
                name, address=_address(request), agent=_agent(request), device=device_token(request)
            )
        )
    except PointbookError as refusal:
        answer = _refused(request, "sign_in", "/sign-in", (USER, PASSWORD), refusal)
    else:
        answer = await _let_in(request, came, target)
    keep_company(answer, request, "", 0)
    return answer


async def _let_in(request: Request, came: SignedIn, onward: str) -> Response:
    # A session that was open in this browser ends with its cookie: nobody is two people at once.
    await run_in_threadpool(lambda: _door().sign_out(session_token(request)))
    answer = RedirectResponse(onward, 303)
    take_home(answer, request, came)
    return answer


def _require_password_way(user_name: str, came: SignedIn) -> None:
    """CompanySignInOnly where passwords are for those alone who may manage users, and this one may not."""
    company = company_way.chosen()
    if company is None or not company.settings.is_only_way:
        return
    known = session.opened_book().access.actor(fold_name(user_name))
    if known is None or not known.may(Right.MANAGE_USERS):
        _door().sign_out(came.token)
        raise CompanySignInOnly(name=company.settings.shown_name)


def _beside(request: Request) -> tuple[str, str] | None:
    """The way beside the form: the company's accounts, where they are set."""
    company = company_way.chosen()
    if company is None:
        return None
    target = local_path(request.query_params.get("next"))
    label = say("sign_in.company_button", spoken_to(request), name=company.settings.shown_name)
    return company_way.link_to(target), label


async def sign_out(request: Request) -> Response:
    """End this session."""
    await run_in_threadpool(lambda: _door().sign_out(session_token(request)))
    return _outside(request, "/sign-in")


async def sign_out_everywhere(request: Request) -> Response:
    """End every session of this user."""
    found = await run_in_threadpool(_session, request)
    if found is not None:
        await run_in_threadpool(lambda: _door().sign_out_everywhere(found.user_name))
    return _outside(request, "/sign-in")


@rated
async def password(request: Request) -> Response:
    """The form for one's own password; every session ends and this browser gets a new one."""
    found = await run_in_threadpool(_session, request)
    if found is None:
        return _outside(request, "/sign-in?next=/password")
    target, lang = local_path(request.query_params.get("next")), spoken_to(request)
    action, fields = f"/password?next={quote(target)}", (_OLD, NEW, AGAIN)
    key = "must_change" if found.must_change else "change_hint"
    note = say(f"sign_in.{key}", lang, user_name=found.user_name, shortest=SHORTEST)
    if request.method != "POST":
        return form_page(
            lang, "password_page", action, fields, note=note, way_out=True, whose=found.user_name
        )
    form = await _form(request)
    try:
        new = _repeated(form)
        came = await _slowly(
            lambda: _door().change_password(
                found.user_name, form.get("password", ""), new, address=_address(request),
                agent=_agent(request), device=device_token(request),
            )
        )  # fmt: skip
    except PointbookError as refusal:
        return _refused(request, "password_page", action, fields, refusal, note=note, way_out=True)
    answer = RedirectResponse(target, 303)
    take_home(answer, request, came)
    return answer


@rated
async def confirm(request: Request) -> Response:
    """The password once more, before what is delicate; a new session takes the place of this one."""
    found = await run_in_threadpool(_session, request)
    if found is None:
        return _outside(request, "/sign-in")
    name, lang = found.user_name, spoken_to(request)
    target = local_path(request.query_params.get("next"))
    asks = await run_in_threadpool(lambda: _door().has_password(name))
    action, fields = f"/confirm?next={quote(target)}", (PASSWORD,) if asks else ()
    note = say("sign_in.confirm_hint", lang, user_name=name, minutes=FRESH // 60)
    if request.method != "POST":
        return form_page(
            lang, "confirm", action, fields, note=note, whose=name, beside=_beside(request)
        )
    form = await _form(request)
    try:
        came = await _slowly(
            lambda: _door().confirm(
                name, form.get("password", ""), address=_address(request), agent=_agent(request),
                device=device_token(request),
            )
        )  # fmt: skip
    except PointbookError as refusal:
        return _refused(request, "confirm", action, fields, refusal, note=note, whose=name)
    return await _let_in(request, came, target)


@rated
async def devices(request: Request) -> Response:
    """Where somebody is signed in; they end one of the others, or all, with their password."""
    found = await run_in_threadpool(_session, request)
    if found is None:
        return _outside(request, "/sign-in?next=/devices")
    name, lang = found.user_name, spoken_to(request)
    asks = await run_in_threadpool(lambda: _door().has_password(name))
    here = session_id(session_token(request) or "")
    known = await run_in_threadpool(lambda: _door().devices(name))
    others = [each.session_id for each in known if each.session_id != here]
    fields = (PASSWORD,) if asks and others else ()
    choices = as_choices(known, here, session.opened_book().programme.timezone, lang)
    note = say("sign_in.devices_hint" if others else "sign_in.no_others", lang, user_name=name)
    if request.method != "POST":
        return form_page(
            lang, "devices", "/devices", fields, note=note, whose=name, choices=choices, back=True
        )
    form = await _form(request)
    chosen = others if form.get("which") == ALL else [form.get("which", "")]
    try:
        await _slowly(
            lambda: _door().end_devices(
                name, chosen, form.get("password", ""), address=_address(request),
                device=device_token(request),
            )
        )  # fmt: skip
    except PointbookError as refusal:
        return _refused(
            request, "devices", "/devices", fields, refusal, note=note, whose=name, choices=choices
        )
    return RedirectResponse("/devices", 303)


@rated
async def reset(request: Request) -> Response:
    """The form behind a one-time link. Only sending it uses the link: programs that look ahead do no harm."""
    token, lang = request.path_params["token"], spoken_to(request)
    action, fields = f"/reset/{quote(token, safe='')}", (NEW, AGAIN)
    try:
        name = await run_in_threadpool(lambda: _door().link_user(token))
    except PointbookError as refusal:
        return _refused(request, "reset", action, (), refusal)
    note = say("sign_in.reset_hint", lang, user_name=name, shortest=SHORTEST)
    if request.method != "POST":
        return form_page(lang, "reset", action, fields, note=note, whose=name)
    form = await _form(request)
    try:
        new = _repeated(form)
        await _slowly(lambda: _door().use_link(token, new))
    except PointbookError as refusal:
        return _refused(request, "reset", action, fields, refusal, note=note, whose=name)
    return _outside(request, "/sign-in?done=1")


async def _slowly(work: Callable[[], Found]) -> Found:
    return await asyncio.get_running_loop().run_in_executor(_slow, work)


def _door() -> SignIn:
    return session.opened_book().access.door


def _session(request: Request) -> Session | None:
    return _door().session(session_token(request))


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else ""


def _agent(request: Request) -> str:
    return request.headers.get("user-agent", "")


async def _form(request: Request) -> Mapping[str, str]:
    """The fields of a small form; a larger one is cut, and then lacks what it needs."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST:
            break
    text = body[:_LARGEST].decode("utf-8", "replace")
    try:
        fields = parse_qs(text, keep_blank_values=True, max_num_fields=10)
    except ValueError:
        return {}
    return {name: values[-1] for name, values in fields.items()}


def _repeated(form: Mapping[str, str]) -> str:
    new = form.get("new", "")
    if new != form.get("again", ""):
        raise PasswordsDiffer
    return new


def _refused(
    request: Request, name: str, action: str, fields: tuple[Field, ...], refusal: PointbookError,
    *, note: str = "", way_out: bool = False, whose: str = "", choices: Sequence[Choice] = (),
) -> Response:  # fmt: skip
    lang = spoken_to(request)
    answer = form_page(
        lang, name, action, fields, error=error_text(refusal, lang), note=note, way_out=way_out,
        whose=whose, choices=choices, back=bool(choices), beside=_beside(request) if name == "sign_in" else None,
        status=_STATUS.get(type(refusal), 400),
    )  # fmt: skip
    if isinstance(refusal, TooManyTries):
        answer.headers["retry-after"] = str(refusal.values["seconds"])
    return answer


def _outside(request: Request, path: str) -> Response:
    answer = RedirectResponse(path, 303)
    leave(answer, request)
    return answer


ROUTES: Final[list[BaseRoute]] = [
    Route("/sign-in", sign_in, methods=["GET", "POST"]),
    Route(company_way.START, company_start, methods=["GET"]),
    Route(company_way.BACK, company_back, methods=["GET"]),
    Route("/sign-out", sign_out, methods=["POST"]),
    Route("/sign-out-everywhere", sign_out_everywhere, methods=["POST"]),
    Route("/password", password, methods=["GET", "POST"]),
    Route("/confirm", confirm, methods=["GET", "POST"]),
    Route("/devices", devices, methods=["GET", "POST"]),
    Route("/reset/{token}", reset, methods=["GET", "POST"]),
]

"""The way to the company's accounts and back."""

from __future__ import annotations

import threading
from typing import Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pointbook.access.company import BEGUN_LIFE, Company, Settings, settings
from pointbook.web.cookies import company_state, keep_company
from pointbook.web.origins import local_path

START: Final = "/sign-in/company"
BACK: Final = "/sign-in/company/back"
_companies: dict[Settings, Company] = {}
_lock = threading.Lock()


def chosen() -> Company | None:
    """The provider of company accounts, None where none is set; CompanySignInSettings."""
    wanted = settings()
    if wanted is None:
        return None
    with _lock:
        return _companies.setdefault(wanted, Company(wanted))


def link_to(target: str) -> str:
    """Where the button leads: to the provider, and then to `target`."""
    return f"{START}?next={quote(target)}"


async def set_out(request: Request, company: Company) -> Response:
    """Send the browser to the provider, with a mark by which it is known again. CompanySignInUnreachable."""
    target = local_path(request.query_params.get("next"))
    back = f"{request.url.scheme}://{request.url.netloc}{BACK}"
    there, state = await run_in_threadpool(company.begin, back, target)
    answer = RedirectResponse(there, 303)
    keep_company(answer, request, state, BEGUN_LIFE)
    return answer


async def come_back(request: Request, company: Company) -> tuple[str, str]:
    """The user's name and where they wanted to go. CompanySignInFailed, CompanySignInUnreachable."""
    answer = dict(request.query_params)
    return await run_in_threadpool(company.finish, answer, company_state(request))

"""Company accounts in a real browser: from our form to the provider and back, on a wide and a narrow screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import USER, Server, ready, serving
from tests.company_provider import SECRET, Provider, providing


@pytest.fixture
def provider() -> Iterator[Provider]:
    with pytest.MonkeyPatch.context() as patch, providing(patch) as running:
        running.claims = {"preferred_username": USER}
        yield running


@pytest.fixture
def behind(provider: Provider, tmp_path: Path) -> Iterator[Server]:
    """A server that knows the provider, its administrator's first password still to be used."""
    with serving(tmp_path, first_sign_in=False) as running:
        yield running


def test_the_button_leads_to_the_provider_and_back_to_the_page(
    behind: Server, provider: Provider, page: Page
) -> None:
    behind.first_password()  # the administrator is there now
    page.goto(behind.url + "/ranking")
    button = page.get_by_role("link", name="用企业账号登录")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        expect(button).to_be_visible()
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(overflow) <= 0
    button.click()
    expect(page).to_have_url(behind.url + "/ranking")
    ready(page)
    cookies = {each.get("name"): each for each in page.context.cookies()}
    assert cookies["pointbook_session"].get("httpOnly")
    assert "pointbook_company" not in cookies
    assert provider.told
    assert not [each for each in (SECRET, *provider.told) if each in behind.said()]
    provider.claims = {"preferred_username": "stranger"}
    page.goto(behind.url + "/sign-in/company")
    expect(page.get_by_role("alert")).to_contain_text("公司账号 stranger")

"""Texts that would be HTML, links, formulas or icons if anything believed them: every page shows them as texts.

On the same walk axe looks at each page for what would keep somebody out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

import pointbook
from pointbook.access.actor import NO_LIMITS, Right
from tests.browser.serving import Server, ready, serving

IMAGE = "<img src=x onerror=canary=1 class=canary>"
SCRIPT = "<script>canary=1</script><b class=canary>b</b>"
LINK = "[x](javascript:canary=1)"
LATEX = "$\\pi$"
ICON = ":material/skull:"
ALL = f"{IMAGE}{LINK}{LATEX}{ICON}"
NOW = datetime(2026, 6, 30, 12, 0)
PAGES = (
    "/", "/customer?customer=H1", "/statement?customer=H1", "/ranking", "/import", "/users", "/adjust?customer=H1",
    "/growth", "/growth?by=reason", "/rewards", "/imports", "/backup", "/lookup", "/why?customer=H1", "/segments",
    "/merge", "/new-customer", "/batches", "/clearing", "/approvals", "/expiry?day=2027-03-09", "/months", "/health",
    "/behaviour", "/behaviour?part=campaigns", "/odd", "/report", "/reconcile", "/audit", "/retention",
)  # fmt: skip
IN_ENGLISH = 6
"""The pages that are walked through again in the other language: the same pieces draw the others."""
NOT_OURS = "[data-testid=stSidebarNav]"
"""Streamlit draws the navigation, and puts lists into it that are none."""
INJECTED = """() => [
    ...document.querySelectorAll('.canary, img[src="x"], [onerror], a[href^="javascript:"], .katex'),
    ...[...document.querySelectorAll('[data-testid=stIconMaterial]')].filter(i => i.textContent.includes('skull')),
].map(each => each.outerHTML)"""


def _fill(path: Path) -> None:
    with pointbook.open_book(path) as book:
        book.customers.add(
            "H1", name=ALL, phone="13800001234", email=IMAGE, region=LINK, city=IMAGE, store=f"{IMAGE}{ICON}",
            department=LATEX, tier=f"{ICON}{LINK}", status="active", tags=IMAGE, actor="t",
        )  # fmt: skip
        book.customers.add(f"H2{IMAGE}", name=SCRIPT, tier=ICON, store=LINK, actor="t")
        for month in (3, 4, 5, 6):
            for place, number in enumerate(("H1", f"H2{IMAGE}"), 1):
                book.ledger.earn(
                    number, 100 * month * place, occurred_at=datetime(2026, month, 10, 9), actor="t",
                    reason=f"{IMAGE}{LINK}", store=f"{LINK}{IMAGE}", channel=LATEX, campaign=f"{ICON}{IMAGE}",
                    note=ALL, source=f"{IMAGE}", ref=f"{LINK}{month}{place}", expires_at=date(2027, month, 9),
                )  # fmt: skip
        book.ledger.adjust(
            "H1", -5, reason=ALL, note=ALL, actor="t", occurred_at=datetime(2026, 6, 20)
        )
        rewards = (
            f'礼品编号,礼品名称,所需积分,库存\nR1,"{ALL.replace(chr(34), chr(34) * 2)}",50,9\n'
        )
        draft = book.imports.read(rewards.encode(), filename=f"{IMAGE}{LINK}.csv")
        draft.plan(kind="rewards").post(actor="t")
        points = "会员号,时间,积分,单号\nH1,2026-02-01,5,Z1\n"
        book.imports.read(points.encode(), filename=f"{ALL}.csv").plan(kind="points").post(
            actor="t"
        )
        book.access.set_role(f"{IMAGE}{LINK}"[:60], frozenset({Right.EXPORT}), NO_LIMITS, actor="t")
        book.access.add_post(LINK, actor="t")
        book.access.add("lina", role="viewer", full_name=ALL, post=LINK, actor="t")
        book.access.add_department(ALL, actor="t")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("hostile")
    _fill(folder / "book.duckdb")
    with serving(folder) as running:
        yield running


def watched(page: Page) -> list[str]:
    """Everything that may not happen, as it happens."""
    trouble: list[str] = []
    page.on("dialog", lambda dialog: (trouble.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on(
        "console",
        lambda line: trouble.append(line.text) if "Content Security Policy" in line.text else None,
    )
    return trouble


def require_harmless(page: Page, trouble: list[str], where: str) -> None:
    assert page.evaluate(INJECTED) == [], where
    assert page.evaluate("window.canary") is None, where
    assert trouble == [], where


def barriers(page: Page) -> list[str]:
    """What axe finds serious or critical in what is ours of a page."""
    found = Axe().run(
        page, context={"exclude": [[NOT_OURS]]}, options={"resultTypes": ["violations"]}
    )
    return [
        f"{each['impact']} {each['id']}: {node['html'][:200]}"
        for each in found.response["violations"] if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_shows_hostile_texts_as_texts(hostile: Server, page: Page, lang: str) -> None:
    trouble, seen = watched(page), ""
    for path in PAGES if lang == "zh" else PAGES[:IN_ENGLISH]:
        page.goto(f"{hostile.url}{path}{'&' if '?' in path else '?'}lang={lang}")
        ready(page)
        require_harmless(page, trouble, path)
        assert barriers(page) == [], path
        seen += page.locator("body").inner_text()
    # Not merely left out: what was typed stands there, letter by letter.
    for text in (IMAGE, LINK, LATEX, ":material/skull:"):
        assert text in seen, text


def test_a_hostile_file_is_mapped_and_kept_as_text(hostile: Server, page: Page) -> None:
    trouble = watched(page)
    page.goto(f"{hostile.url}/import")
    ready(page)
    headers = f'会员号,日期,积分,"{IMAGE.replace(chr(34), chr(34) * 2)}","{LINK}{LATEX}",{ICON}'
    content = f'{headers}\nH1,2026-01-05,5,a,b,c\nH1,不是日期{LINK},5,"<b class=canary>",b,c\n'
    page.locator("input[type=file]").first.set_input_files(
        {"name": "img onerror=1 class=canary [x](javascript:1) $a$ .csv", "mimeType": "text/csv",
         "buffer": content.encode()}
    )  # fmt: skip
    page.get_by_text("javascript:1").first.wait_for()
    ready(page)
    require_harmless(page, trouble, "mapping")
    assert ":material/skull:" in page.locator("body").inner_text()

"""An import from its upload to its undo, with a reload on the way, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import Server, ready, serving

HEAD = "会员号,积分,时间,单号"
GOOD = ("V001,100,2026-03-01,T1", "V002,50,2026-03-02,T2", "V003,30,2026-03-03,T3")
FILE = "\n".join((HEAD, *GOOD, "V004,四十,2026-03-04,T4"))
MENDED = "\n".join((HEAD, GOOD[2], "V004,45,2026-03-04,T4", GOOD[1], GOOD[0]))
PATIENCE = 90_000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "三月积分.csv"
    path.write_text(FILE, encoding="gb18030")
    return path


def upload(page: Page, server: Server, path: Path) -> str:
    """Upload a file; the address that opens it again."""
    page.goto(server.url + "/import")
    ready(page)
    page.locator("input[type=file]").set_input_files(path)
    expect(page).to_have_url(re.compile(r"\?import=[0-9a-f]{32}$"), timeout=PATIENCE)
    ready(page)
    return page.url


def press(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name).click(timeout=PATIENCE)
    ready(page)


def mend_points(page: Page, text: str) -> None:
    """Into the cell of the points, which lies behind the row's number, what is wrong and the customer."""
    form = page.get_by_test_id("stForm").filter(has_text="应用修改")
    cells = form.get_by_test_id("stDataFrame").locator("canvas").first
    cells.dblclick(position={"x": 470, "y": 52}, force=True)
    editor = page.locator("#portal textarea")
    expect(editor).to_have_value("四十")
    editor.fill(text)
    editor.press("Enter")
    expect(editor).to_have_count(0)
    page.wait_for_timeout(500)  # the grid tells the form of a change only after a moment


def adjust_down(page: Page, server: Server, customer: str, points: str) -> None:
    page.goto(f"{server.url}/adjust?customer={customer}")
    ready(page)
    page.get_by_text("调减", exact=True).click()
    ready(page)
    page.get_by_label("原因").click()
    page.get_by_role("option", name="差错更正").click()
    # Last, and looked at: a run of the page that is still on its way would take away what was typed before it.
    amount = page.get_by_label("积分", exact=True)
    amount.fill(points)
    expect(amount).to_have_value(points)
    press(page, "预览")
    press(page, re.compile("确认调减"))
    expect(page.get_by_text(f"调减 {points}")).to_be_visible()


def test_a_file_is_resumed_mended_posted_undone_and_posted_again(
    empty_server: Server, page: Page, file: Path
) -> None:
    address = upload(page, empty_server, file)
    press(page, "生成预览")
    expect(page.get_by_text("有问题的行").first).to_be_visible()

    page.goto(address)
    ready(page)
    expect(page.get_by_text("检查过 4 行，1 行有问题")).to_be_visible(timeout=PATIENCE)
    press(page, "生成预览")
    page.get_by_text("在这里修改，或下载修改").click()
    mend_points(page, "40")
    press(page, "应用修改，重新预览")
    expect(page.get_by_text("有问题的行")).to_have_count(0)
    press(page, "确认导入")
    expect(page.get_by_text("写入 4 笔流水")).to_be_visible(timeout=PATIENCE)

    adjust_down(page, empty_server, "V001", "70")
    page.goto(empty_server.url + "/imports?batch=1")
    ready(page)
    press(page, "撤销记录 1")
    expect(page.get_by_text("1 位客户已使用或冻结了这些积分，撤销后仍欠收回 70 分")).to_be_visible(
        timeout=PATIENCE
    )
    press(page, "确定撤销")
    expect(page.get_by_text("已撤销：冲回 4 笔流水")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("1 位客户的积分已被使用，未能全部收回")).to_be_visible()

    mended = file.with_name("三月积分（改）.csv")
    mended.write_text(MENDED, encoding="utf-8")
    upload(page, empty_server, mended)
    press(page, "生成预览")
    press(page, "确认导入")
    expect(page.get_by_text("写入 4 笔流水")).to_be_visible(timeout=PATIENCE)

    upload(page, empty_server, mended)
    expect(page.get_by_text("此文件已于")).to_be_visible()
    press(page, "生成预览")
    expect(page.get_by_text("文件中的 4 行都已在账簿中")).to_be_visible(timeout=PATIENCE)


def test_an_unfinished_import_outlives_its_server_and_can_be_given_up(
    tmp_path: Path, page: Page, file: Path
) -> None:
    with serving(tmp_path) as first:
        upload(page, first, file)
    with serving(tmp_path, first_sign_in=False) as second:
        page.goto(second.url + "/imports")
        ready(page)
        expect(page.get_by_text("未完成的导入")).to_be_visible()
        page.get_by_role("link", name="继续").click()
        expect(page).to_have_url(re.compile(r"/import\?import=[0-9a-f]{32}$"))
        expect(page.get_by_text("三月积分.csv · 4 行 · 4 列")).to_be_visible(timeout=PATIENCE)
        page.goto(second.url + "/import")
        ready(page)
        page.get_by_role("link", name="继续").click()
        expect(page.get_by_text("三月积分.csv · 4 行 · 4 列")).to_be_visible(timeout=PATIENCE)
        press(page, "放弃")
        expect(page.get_by_text("上传 CSV 或 Excel 文件")).to_be_visible()
        expect(page.get_by_text("未完成的导入")).to_have_count(0)
    assert list((tmp_path / "book.duckdb.imports").iterdir()) == []


@pytest.mark.parametrize("path", ["/import", "/imports?batch=1"])
def test_what_is_unfinished_fits_a_narrow_screen(
    empty_server: Server, page: Page, file: Path, path: str
) -> None:
    long = file.rename(file.with_name("会员积分导出" * 8 + ".csv"))
    upload(page, empty_server, long)
    press(page, "生成预览")
    press(page, "确认导入")
    expect(page.get_by_text("写入 3 笔流水")).to_be_visible(timeout=PATIENCE)
    upload(page, empty_server, long)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(empty_server.url + path)
    ready(page)
    expect(page.get_by_text("未完成的导入")).to_be_visible()
    if "batch" in path:
        press(page, "撤销记录 1")
        expect(page.get_by_role("button", name="确定撤销")).to_be_visible(timeout=PATIENCE)
    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"{main}.scrollWidth - {main}.clientWidth") <= 0

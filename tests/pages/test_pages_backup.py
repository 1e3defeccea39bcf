"""备份: the empty shelf, a backup made, rehearsed and restored on the page."""

from __future__ import annotations

import json
import threading
from pathlib import Path

from streamlit.testing.v1 import AppTest

from pointbook.access import Actor, Right
from pointbook.book import Book
from pointbook.store.head import head_path
from pointbook.ui import jobs, session
from tests.pages.conftest import Visit, words

PAGE = "manage/backup.py"


def finish(page: AppTest) -> None:
    """Wait for the work that the page began, then look again."""
    job = jobs.find(page.session_state["job_backup"])
    assert job is not None
    for thread in threading.enumerate():
        if thread.name == f"job-{job.job_id}":
            thread.join(timeout=60)
    page.run()
    assert not page.exception


def test_an_empty_shelf_leads_to_the_first_backup(shown: Book, visit: Visit) -> None:
    page = visit(PAGE)
    assert "还没有备份" in words(page)
    assert "没有加密" in words(page)
    page.button(key="backup_go_make").click().run()
    finish(page)

    assert "9 笔流水、3 位客户" in words(page)
    page.button(key="backup_back").click().run()
    assert list(page.dataframe[0].value["is_encrypted"]) == ["否"]
    assert "还没有备份" not in words(page)


def test_an_old_backup_is_told(shown: Book, visit: Visit) -> None:
    copy = shown.backups.make(actor="t")
    copy.path.rename(copy.path.with_name("pointbook-20260620-120000.duckdb"))
    assert "最近一次备份是 2026-06-20" in words(visit(PAGE))


def test_a_book_behind_its_head_offers_the_ways_out(shown: Book, visit: Visit) -> None:
    head = head_path(shown.path or Path())
    told = json.loads(head.read_text())
    head.write_text(json.dumps(told | {"link_id": told["link_id"] + 2, "chain": "lost"}))
    shown.store._check()
    page = visit(PAGE)
    assert "有 2 笔已完成的操作不在其中" in "\n".join(each.value for each in page.error)
    assert page.button(key="behind_accept").disabled

    page.text_input(key="behind_reason").set_value("换过硬盘").run()
    page.button(key="behind_accept").click().run()
    assert not page.exception
    assert "可以照常使用" in words(page)
    assert not shown.read_only
    shown.ledger.earn("M1", 1, actor="t")


def test_only_an_administrator_goes_on_as_it_is(shown: Book, visit: Visit) -> None:
    head = head_path(shown.path or Path())
    told = json.loads(head.read_text())
    head.write_text(json.dumps(told | {"link_id": told["link_id"] + 2, "chain": "lost"}))
    shown.store._check()
    session.act_as(Actor("lina", frozenset({Right.BACKUP})))
    page = visit(PAGE)
    assert "只有管理员" in words(page)
    assert "behind_accept" not in {each.key for each in page.button}

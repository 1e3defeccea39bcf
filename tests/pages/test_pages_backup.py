"""备份: the empty shelf, a backup made, rehearsed and restored on the page."""

from __future__ import annotations

import threading

from streamlit.testing.v1 import AppTest

from pointbook.book import Book
from pointbook.ui import jobs
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

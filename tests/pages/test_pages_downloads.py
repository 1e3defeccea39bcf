"""Downloads under tables and charts: which rows, as which file, for whom, and what they leave in the chain."""

from __future__ import annotations

import io
import json
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from pointbook.access import Actor, Right
from pointbook.book import Book
from pointbook.errors import NotPermitted
from pointbook.ui import downloads, jobs, large_files, painter, session
from tests.pages.conftest import Visit, words

STATEMENT = "points/statement.py"


def labels(visitor: AppTest, ending: str) -> list[str]:
    return [
        each.proto.label
        for each in visitor.get("download_button")
        if each.proto.id.endswith(ending)
    ]


def job_of(visitor: AppTest, name: str) -> jobs.Job:
    job = jobs.find(visitor.session_state[f"large_file_{name}"])
    assert job is not None
    assert job.wait(20)
    return job


def exports(book: Book) -> list[dict[str, Any]]:
    told = book.ask("book/links").filter(command="export")["details"]
    return [json.loads(each) for each in told]


def test_a_table_has_one_menu_of_formats(shown: Book, visit: Visit) -> None:
    visitor = visit(STATEMENT, period="everything")
    assert labels(visitor, "_statement") == ["CSV（通用）", "Excel（XLSX）", "Parquet（数据工具）"]
    assert "共 9 行" in words(visitor)


def test_a_chart_has_one_menu_of_formats(
    shown: Book, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(painter, "browser", lambda: "/usr/bin/some-browser")
    visitor = visit("analysis/growth.py")
    assert labels(visitor, "_movements") == ["PNG 图片", "SVG 矢量图", "HTML（可离线打开）"]


def test_without_a_browser_the_menu_says_so_and_offers_html(
    shown: Book, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(painter, "browser", lambda: None)
    visitor = visit("analysis/growth.py")
    assert labels(visitor, "_movements") == ["HTML（可离线打开）"]
    assert "服务器上没有可用的浏览器" in words(visitor)


def test_whoever_may_not_export_sees_no_menu(shown: Book, visit: Visit) -> None:
    session.act_as(Actor("u", frozenset((Right.ADJUST,))))
    visitor = visit("analysis/growth.py")
    assert not visitor.get("download_button")


def test_a_ticked_row_is_chosen_and_opens_nothing(shown: Book, visit: Visit) -> None:
    visitor = visit("analysis/ranking.py", period="everything")
    visitor.toggle(key="pick_ranking").set_value(True).run()
    assert "请先在表格左侧勾选要下载的行。" in words(visitor)
    assert not labels(visitor, "_ranking")

    visitor.session_state["picked_ranking"] = {"selection": {"rows": [1], "columns": []}}
    visitor.run()

    assert "已选 1 行" in words(visitor)
    assert len(labels(visitor, "_ranking")) == 3


def test_only_the_ticked_rows_leave() -> None:
    frame = pl.DataFrame({"n": [10, 11, 12, 13]})
    assert downloads.only(lambda: frame, [3, 0])()["n"].to_list() == [10, 13]


def test_a_large_file_is_made_aside_and_leaves_its_trace_when_fetched(
    shown: Book, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_files, "LARGE", 8)
    session.act_as(Actor("u", frozenset((Right.EXPORT,))))
    visitor = visit(STATEMENT, period="everything")
    visitor.button(key="parquet_statement").click().run()
    made = job_of(visitor, "statement").result
    visitor.run()
    assert not visitor.exception
    assert [each.proto.label for each in visitor.get("download_button")][-1].startswith("保存 ")
    assert exports(shown) == []

    read = pl.read_parquet(io.BytesIO(made.fetch()))

    assert read["points"].sum() == shown.ask("points/totals")["closing"].item()
    assert set(read["name"]) == {"曾**", "胡**"}
    assert exports(shown) == [{"what": "statement", "rows": 9, "masked": True}]


def test_a_right_taken_away_stops_a_file_that_waits(
    shown: Book, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_files, "LARGE", 8)
    visitor = visit(STATEMENT, period="everything")
    visitor.button(key="csv_statement").click().run()
    made = job_of(visitor, "statement").result
    for other in (Actor("t", frozenset()), Actor("someone else")):
        session.act_as(other)
        with pytest.raises(NotPermitted):
            made.fetch()
    assert exports(shown) == []


def test_a_discarded_file_is_gone_from_the_disk(
    shown: Book, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_files, "LARGE", 8)
    visitor = visit(STATEMENT, period="everything")
    visitor.button(key="xlsx_statement").click().run()
    path = job_of(visitor, "statement").result.path
    visitor.run()
    assert path.stat().st_mode & 0o077 == 0 or path.parent.stat().st_mode & 0o077 == 0

    visitor.button(key="discard_statement").click().run()

    assert not path.exists()

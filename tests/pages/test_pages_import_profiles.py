"""导入数据: what cells mean is asked for, and how a file was mapped is remembered, saved and brought along."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pointbook.book import Book
from pointbook.imports.profiles import Profile
from pointbook.imports.watching import Watch
from tests.pages.conftest import Visit, words
from tests.pages.test_pages_imports import posted

ROWS = (
    "会员号,积分,时间,类型,有效期\n0001,100,3/4/2026,签到,无期\n0002,50,3/5/2026,打卡,unlimited\n"
    "0002,20,3/6/2026,打卡,2027-03-04\n"
)


def uploaded(visit: Visit, content: str, name: str = "积分.csv") -> AppTest:
    page = visit("imports/upload.py")
    page.file_uploader(key="upload_file").upload(name, content.encode()).run()
    assert not page.exception
    return page


def one(page: AppTest, kind: str, begins: str) -> Any:
    """The widget of a kind whose key begins so."""
    (found,) = [each for each in page.get(kind) if str(each.key).startswith(begins)]
    return found


def previewed(page: AppTest) -> AppTest:
    next(each for each in page.button if each.label == "生成预览").click().run()
    assert not page.exception
    return page


def chosen(page: AppTest, field: str, changes: dict[int, str]) -> None:
    """Choose meanings in the table of a field's words, by its rows."""
    grid = next(
        str(each.key) for each in page.data_editor if str(each.key).startswith(f"words_{field}")
    )
    edited = {row: {"meaning": meaning} for row, meaning in changes.items()}
    page.session_state[grid] = {"edited_rows": edited, "added_rows": [], "deleted_rows": []}


def confirmed(visit: Visit) -> AppTest:
    """The file with everything about its cells said."""
    page = uploaded(visit, ROWS)
    chosen(page, "kind", {0: "redeem"})
    chosen(page, "expires_at", {0: "never"})
    one(page, "selectbox", "date_order").set_value("month_first")
    return previewed(page)


def test_words_that_nobody_knows_are_asked_for(empty: Book, visit: Visit) -> None:
    page = uploaded(visit, ROWS)
    assert "单元格的含义：有 2 个词还不认识，请选择" in [each.label for each in page.expander]
    kinds, expiries = (each.value for each in page.data_editor if "taken" in each.value)
    assert list(zip(kinds["word"], kinds["rows"], kinds["taken"], strict=True)) == [
        ("打卡", 2, "不认识"), ("签到", 1, "获得"),
    ]  # fmt: skip
    assert list(zip(expiries["word"], expiries["taken"], strict=True)) == [
        ("无期", "不认识"), ("unlimited", "永不过期"),
    ]  # fmt: skip
    page = confirmed(visit)
    assert "单元格的含义：类型、单位、日期写法" in [each.label for each in page.expander]
    assert posted(page).success[0].value.startswith("写入 3 笔流水")
    entries = empty.ledger.entries("0002")
    assert entries["kind"].to_list() == ["redeem", "redeem"]
    assert [f"{each:%m-%d}" for each in entries["occurred_at"]] == ["03-05", "03-06"]
    assert empty.ledger.lots("0001")["expires_at"].to_list() == [None]


def test_a_unit_is_said_where_the_header_does_not_say_it(empty: Book, visit: Visit) -> None:
    page = uploaded(visit, "会员号,积分,时间\n0001,1.5,2026-03-04\n")
    unit = one(page, "selectbox", "unit_points")
    assert unit.value == ""
    unit.set_value("万")
    posted(previewed(page))
    assert empty.ledger.balance("0001").balance == 15000


def test_a_file_without_dates_is_asked_for_its_day(empty: Book, visit: Visit) -> None:
    page = uploaded(visit, "会员号,积分\n0001,5\n")
    kind = next(each for each in page.button_group if str(each.key).startswith("upload_kind"))
    kind.set_value("points").run()
    assert any("文件里没有日期" in each.value for each in page.warning)
    previewed(page)
    assert "缺少必要的列" in page.error[0].value
    one(page, "date_input", "meaning_at").set_value("2026-03-31")
    posted(previewed(page))
    (at,) = empty.ledger.entries("0001")["occurred_at"]
    assert f"{at:%Y-%m-%d}" == "2026-03-31"


def test_only_what_matters_is_asked(empty: Book, visit: Visit) -> None:
    page = uploaded(visit, "会员号,姓名\n0001,张三\n")
    assert not [each for each in page.expander if "单元格的含义" in each.label]
    page = uploaded(visit, "会员号,积分,时间\n0001,1.5,2026-03-04\n")
    assert not [each for each in page.selectbox if str(each.key).startswith("date_order")]
    assert not page.data_editor
    assert not [each for each in page.warning if "没有日期" in each.value]


def test_a_mapping_is_remembered_and_applied_the_next_time(empty: Book, visit: Visit) -> None:
    page = confirmed(visit)
    page.text_input(key="upload_source").set_value("有赞")
    assert "列对应已记住" in words(posted(previewed(page)))
    assert empty.imports.profiles.list()["name"].to_list() == ["积分流水 · 有赞"]

    again = uploaded(visit, ROWS.replace("0001", "0009"), "第二天.csv")
    assert "上次的列对应（积分流水 · 有赞）已套用" in words(again)
    assert one(again, "text_input", "upload_source").value == "有赞"
    assert one(again, "selectbox", "date_order").value == "month_first"
    kinds = next(each.value for each in again.data_editor)
    assert list(kinds["meaning"].dropna()) == ["redeem"]
    assert posted(previewed(again)).success[0].value.startswith("写入 1 笔流水")
    assert empty.imports.profiles.list().height == 1

    fresh = uploaded(visit, ROWS.replace("0001", "0010"))
    one(fresh, "selectbox", "mapping_from").set_value("").run()
    assert "已套用" not in words(fresh)
    assert one(fresh, "selectbox", "date_order").value == ""


def test_a_mapping_is_saved_by_name_and_removed(empty: Book, visit: Visit) -> None:
    page = uploaded(visit, ROWS)
    assert "生成预览后，可以把" in words(page)
    page = confirmed(visit)
    page.text_input(key="profile_name").set_value("有赞日报")
    page.checkbox(key="profile_whole").set_value(True)
    next(each for each in page.button if each.label == "保存方案").click().run()
    assert not page.exception
    assert any("方案“有赞日报”已保存" in each.value for each in page.success)
    kept = empty.imports.profiles.get("有赞日报")
    assert kept.all_or_nothing
    assert kept.values == {"kind": {"打卡": "redeem"}, "expires_at": {"无期": "never"}}
    assert page.get("download_button")
    page.button(key="profile_remove").click().run()
    assert not page.exception
    assert empty.imports.profiles.list().is_empty()


def test_a_profile_is_brought_in_and_read_by(empty: Book, visit: Visit) -> None:
    told = {
        "pointbook_profile": 1, "name": "带标题行", "kind": "points", "fingerprint": "x", "header_row": 2,
        "columns": {"customer_no": "甲", "points": "乙", "date": "丙"},
    }  # fmt: skip
    page = visit("imports/upload.py")
    turn = page.session_state["profile_turn"]
    page.file_uploader(key=f"profile_file_{turn}").upload(
        "方案.json", json.dumps(told).encode(), "application/json"
    ).run()
    assert not page.exception
    assert any("方案“带标题行”已导入" in each.value for each in page.success)
    assert empty.imports.profiles.list()["name"].to_list() == ["带标题行"]
    page.run()
    assert empty.imports.profiles.list()["actor"].to_list() == ["t"]

    page = uploaded(visit, "报表,一,二\n制表,张三,三\n甲,乙,丙\n0001,7,2026-03-04\n")
    page.button(key="profile_use").click().run()
    assert not page.exception
    assert "已套用" in words(page)
    posted(previewed(page))
    assert empty.ledger.balance("0001").balance == 7

    other = uploaded(visit, "会员号,积分,时间\n" + "0001,1.5,2026-03-04\n" * 3)
    other.button(key="profile_use").click().run()
    assert "缺少必要的列" in other.error[0].value
    assert not other.exception


@pytest.mark.parametrize("content", [b"{}", b"\xff\xfe", b'{"pointbook_profile": 1}'])
def test_what_is_no_profile_is_one_sentence(empty: Book, visit: Visit, content: bytes) -> None:
    page = visit("imports/upload.py")
    turn = page.session_state["profile_turn"]
    page.file_uploader(key=f"profile_file_{turn}").upload(
        "x.json", content, "application/json"
    ).run()
    assert not page.exception
    assert page.error[0].value.startswith("这份导入方案无法使用")


def test_the_history_says_which_folders_are_watched_and_what_waits(
    empty: Book, visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "incoming"
    folder.mkdir()
    monkeypatch.setenv("POINTBOOK_WATCH", f"{folder}:night")
    mapping = {"customer_no": "会员号", "points": "积分", "date": "时间"}
    empty.imports.profiles.save(Profile("night", "points", mapping, "x"), actor="t")
    page = visit("imports/history.py")
    assert f"放进文件夹 {folder} 的文件按方案“night”自动导入" in words(page)
    assert not page.warning
    (folder / "a.csv").write_bytes(b"%PDF-1.4")
    watch = Watch(empty, folder, "night", actor="watch")
    watch.look()
    watch.look()
    assert "有 1 个文件没有导入（a.csv）" in visit("imports/history.py").warning[0].value
    monkeypatch.setenv("POINTBOOK_WATCH", "nowhere")
    assert "应写作" in visit("imports/history.py").error[0].value

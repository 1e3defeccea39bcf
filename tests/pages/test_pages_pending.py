"""Unfinished imports, the same file again, and the question before an undo."""

from __future__ import annotations

import re
import threading
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pointbook.book import Book
from pointbook.imports import Imports, Record
from pointbook.ui import foreseeing
from tests.pages.conftest import Visit, words
from tests.pages.test_pages_imports import FILE, planned, posted

GOOD = FILE.replace("0003,abc,2026-05-03\n", "")


def only(book: Book) -> Record:
    (record,) = book.imports.records.pending()
    return record


def begun(visit: Visit, content: str = FILE, name: str = "积分.csv") -> AppTest:
    page = visit("imports/upload.py")
    page.file_uploader(key="upload_file").upload(name, content.encode()).run()
    assert not page.exception
    return page


def pressed(page: AppTest, label: str) -> AppTest:
    next(each for each in page.button if each.label == label).click().run()
    assert not page.exception
    return page


def labels(page: AppTest) -> list[str]:
    return [each.label for each in page.button]


def links(page: AppTest) -> list[str]:
    """Those of Streamlit, and those of the browser, which lead to other filters of the same page."""
    same = re.findall(r'class="pb-view"><a [^>]*>([^<]*)</a>', words(page))
    return [*(each.proto.label for each in page.get("page_link")), *same]


def test_the_address_names_the_upload_and_opens_it_again(empty: Book, visit: Visit) -> None:
    page = begun(visit)
    record = only(empty)
    assert page.query_params["import"] == record.import_id

    again = visit("imports/upload.py", **{"import": record.import_id})
    assert "积分.csv · 4 行 · 3 列" in words(again)
    assert "生成预览" in labels(again)


def test_choices_and_mended_cells_are_there_again(empty: Book, visit: Visit) -> None:
    page = begun(visit, "会员号,积分,时间,店\n0001,100,2026-05-01,A\n0003,abc,2026-05-03,B\n")
    page.text_input(key="upload_source").set_value("收银")
    channel = next(each for each in page.selectbox if str(each.key).startswith("map_channel_"))
    channel.select("店")
    pressed(page, "生成预览")
    grid = str(page.data_editor[0].key)
    page.session_state[grid] = {
        "edited_rows": {0: {"积分": "70"}}, "added_rows": [], "deleted_rows": [],
    }  # fmt: skip
    pressed(page, "应用修改，重新预览")
    record = only(empty)
    assert (record.state, record.counts["problems"]) == ("checked", 0)

    again = visit("imports/upload.py", **{"import": record.import_id})
    assert "检查过 2 行，0 行有问题" in words(again)
    assert "改过的 1 个单元格已保留" in words(again)
    assert again.text_input(key="upload_source").value == "收银"
    channel = next(each for each in again.selectbox if str(each.key).startswith("map_channel_"))
    assert channel.value == "店"
    pressed(again, "生成预览")
    assert "写入 2 笔流水" in posted(again).success[0].value
    assert empty.ledger.balance("0003").balance == 70
    assert empty.imports.records.pending() == []
    assert "import" not in again.query_params


def test_what_is_not_finished_is_listed_on_both_pages_and_can_be_given_up(
    empty: Book, visit: Visit
) -> None:
    planned(visit)
    record = only(empty)
    for file in ("imports/upload.py", "imports/history.py"):
        page = visit(file)
        assert "未完成的导入" in words(page)
        for known in ("已检查", "4 行，1 行有问题", "2026-06-30 12:00", "t"):
            assert f"<span>{known}</span>" in words(page)
        assert "继续" in links(page)
    page.button(key=f"pending_drop_{record.import_id}").click().run()
    assert empty.imports.records.pending() == []
    assert "未完成的导入" not in words(page)
    gone = visit("imports/upload.py", **{"import": record.import_id})
    assert "已经完成、放弃或超过 30 天" in words(gone)
    assert "import" not in gone.query_params


def test_a_file_name_is_text_and_nothing_else(empty: Book, visit: Visit) -> None:
    begun(visit, name="<b>x</b>.csv")
    assert "<b>&lt;b&gt;x&lt;/b&gt;.csv</b>" in words(visit("imports/upload.py"))


def test_a_page_without_unfinished_imports_says_nothing_of_them(empty: Book, visit: Visit) -> None:
    assert "未完成的导入" not in words(visit("imports/upload.py"))
    assert "未完成的导入" not in words(visit("imports/history.py"))


def test_the_open_file_can_be_given_up(empty: Book, visit: Visit) -> None:
    page = begun(visit)
    page.button(key="pending_drop").click().run()
    assert not page.exception
    assert empty.imports.records.pending() == []
    assert "生成预览" not in labels(page)
    assert "import" not in page.query_params


def test_a_file_that_is_read_in_another_way_begins_anew(empty: Book, visit: Visit) -> None:
    page = planned(visit)
    header = next(each for each in page.number_input if str(each.key).startswith("header_row"))
    header.set_value(0)
    pressed(page, "按此重新读取")
    record = only(empty)
    assert (record.state, record.mapping, record.wishes["header_row"]) == ("uploaded", None, -1)
    again = visit("imports/upload.py", **{"import": record.import_id})
    assert "5 行 · 3 列" in words(again)


def test_the_same_bytes_are_known_before_anything_is_mapped(empty: Book, visit: Visit) -> None:
    posted(planned(visit))
    page = visit("imports/upload.py")
    page.file_uploader(key="upload_file").upload("改名.csv", FILE.encode("gb18030")).run()
    assert "此文件已于" in words(page)
    assert "（第 1 批）" in words(page)
    assert "查看第 1 批" in links(page)
    empty.imports.undo(1, actor="t")
    page = visit("imports/upload.py")
    page.file_uploader(key="upload_file").upload("改名.csv", FILE.encode("gb18030")).run()
    assert "此文件已于" not in words(page)


def test_a_file_recoded_and_sorted_otherwise_is_known_by_its_rows(
    empty: Book, visit: Visit
) -> None:
    posted(planned(visit))
    head, *rows = GOOD.splitlines()
    again = pressed(begun(visit, "\n".join([head, *reversed(rows)])), "生成预览")
    assert "文件中的 3 行都已在账簿中" in words(again)
    with_problems = pressed(begun(visit, FILE), "生成预览")
    assert "除 1 行有问题外，其余 3 行都已在账簿中" in words(with_problems)


def test_a_file_of_customers_is_known_by_its_rows(empty: Book, visit: Visit) -> None:
    text = "会员号,姓名,手机\nM1,张三,13800000001\nM2,李四,13800000002\n"
    posted(pressed(begun(visit, text), "生成预览"))
    again = pressed(begun(visit, text + "M3,王五,\n".replace("M3", "")), "生成预览")
    assert "除 1 行有问题外，其余 2 行都已在账簿中" in words(again)
    changed = pressed(begun(visit, text.replace("李四", "李思")), "生成预览")
    assert "都已在账簿中" not in words(changed)


def asked(page: AppTest) -> AppTest:
    page.button(key="undo_ask").click().run()
    for _ in range(100):
        assert not page.exception
        if any(each.key == "undo_confirm" for each in page.button):
            return page
        page.run()
    raise AssertionError("the preview did not come")


def chosen(visit: Visit, batch_id: int) -> AppTest:
    return visit("imports/history.py", batch=str(batch_id))


def test_the_question_before_an_undo_says_what_it_will_do(empty: Book, visit: Visit) -> None:
    posted(planned(visit))
    empty.ledger.redeem("0001", 60, actor="t")
    page = asked(chosen(visit, 1))

    assert "1 位客户已使用或冻结了这些积分，撤销后仍欠收回 60 分" in words(page)
    assert "由此文件建档的 2 位客户已有流水" in words(page)
    table = next(each.value for each in page.dataframe if "out_of_reach" in each.value)
    assert table.to_dict("records") == [
        {"customer_no": "0001", "spent": 60.0, "out_of_reach": 60.0}
    ]
    assert empty.batches().height == 1
    page.button(key="undo_cancel").click().run()
    assert "撤销会带来什么" not in words(page)


def test_a_preview_is_made_anew_after_a_write(empty: Book, visit: Visit) -> None:
    posted(planned(visit))
    page = asked(chosen(visit, 1))
    assert "仍欠收回" not in words(page)
    empty.ledger.redeem("0001", 60, actor="t")
    page.run()
    assert "仍欠收回 60 分" in words(page)


def test_a_large_undo_is_worked_out_beside_the_page(
    empty: Book, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    posted(planned(visit))
    go = threading.Event()
    preview = Imports.preview_undo

    def slow(imports: Imports, batch_id: int, **options: Any) -> Any:
        assert go.wait(60)
        return preview(imports, batch_id, **options)

    monkeypatch.setattr(Imports, "preview_undo", slow)
    monkeypatch.setattr(foreseeing, "_AT_ONCE", 0.01)
    page = chosen(visit, 1)
    page.button(key="undo_ask").click().run()
    assert "正在计算撤销的影响" in page.status[0].label
    assert not any(each.key == "undo_confirm" for each in page.button)
    assert any(each.key == "undo_cancel" for each in page.button)
    go.set()
    monkeypatch.setattr(foreseeing, "_AT_ONCE", 60)
    page.run()
    assert "撤销会带来什么" in words(page)
    assert any(each.key == "undo_confirm" for each in page.button)


def test_an_undone_import_is_told_with_its_details(empty: Book, visit: Visit) -> None:
    posted(planned(visit))
    page = chosen(visit, 1)
    said = words(page)
    assert "记录 1 · 积分.csv" in said
    assert "共 4 行：3 行可用，其中 0 行已在账簿中；1 行有问题" in said
    shown = next(each.value for each in page.dataframe if "field" in each.value)
    assert shown.to_dict("list")["column"] == ["会员号", "积分", "时间"]
    empty.imports.undo(1, actor="t")
    assert "此导入已撤销" in words(chosen(visit, 1))
    assert list(chosen(visit, 1).dataframe[0].value["state"]) == ["撤销操作", "已撤销"]


@pytest.mark.parametrize("told", ["99", "x", ""])
def test_an_address_that_names_no_batch_shows_the_list(
    empty: Book, visit: Visit, told: str
) -> None:
    posted(planned(visit))
    assert "选中一行可以撤销它" in words(visit("imports/history.py", batch=told))


def test_an_import_that_was_stopped_leads_back_to_it(
    empty: Book, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pointbook.errors import Cancelled
    from pointbook.imports import posting

    def stopped(*_: object) -> None:
        raise Cancelled

    page = planned(visit)
    monkeypatch.setattr(posting, "post", stopped)
    page = posted(page)
    assert "已停止导入" in words(page)
    assert "继续这次导入" in links(page)
    assert only(empty).state == "checked"
    assert empty.batches().is_empty()

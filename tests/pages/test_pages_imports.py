"""导入数据 and 导入记录: from a file to entries, to the same file again, and back."""

from __future__ import annotations

import time

from streamlit.testing.v1 import AppTest

from pointbook.book import Book
from tests.pages.conftest import Visit, words

FILE = "会员号,积分,时间\n0001,100,2026-05-01\n0002,-30,2026-05-02\n0002,50,2026-05-01\n0003,abc,2026-05-03\n"


def planned(visit: Visit, content: str = FILE) -> AppTest:
    page = visit("imports/upload.py")
    page.file_uploader(key="upload_file").upload("积分.csv", content.encode("gb18030")).run()
    assert not page.exception
    next(each for each in page.button if each.label == "生成预览").click().run()
    assert not page.exception
    return page


def posted(page: AppTest) -> AppTest:
    page.button(key="upload_post").click().run()
    for _ in range(100):
        assert not page.exception
        if "正在导入" not in words(page) and not page.get("progress"):
            return page
        time.sleep(0.1)
        page.run()
    raise AssertionError("the import did not end")


def test_a_file_is_previewed_posted_known_again_and_undone(empty: Book, visit: Visit) -> None:
    page = planned(visit)
    assert empty.ask("points/newest")["entries"][0] == 0
    listed = next(each.value for each in page.dataframe if "code" in each.value)
    assert list(listed["code"]) == ["积分数无效"]
    assert list(listed["advice"]) == ["改成数字，例如 120 或 −35.5"]
    page = posted(page)
    assert "写入 3 笔流水，涉及 2 位客户" in page.success[0].value
    assert empty.ledger.balance("0002").balance == 20

    again = planned(visit)
    assert "没有新内容" in words(again)
    assert again.button(key="upload_post").disabled
    assert empty.ask("points/newest")["entries"][0] == 3

    page.button(key="undo_ask").click().run()
    page.button(key="undo_confirm").click().run()
    for _ in range(100):
        if page.success:
            break
        time.sleep(0.1)
        page.run()
    assert "已撤销" in page.success[0].value
    assert empty.ledger.balance("0001").balance == 0


def test_the_history_tells_every_import(empty: Book, visit: Visit) -> None:
    assert "还没有导入过数据" in words(visit("imports/history.py"))
    posted(planned(visit))
    rows = visit("imports/history.py").dataframe[0].value
    assert list(rows["title"]) == ["积分.csv"]
    assert list(rows["entries"]) == [3]
    assert list(rows["state"]) == ["已入账"]


def test_a_file_that_is_no_table_is_one_sentence(empty: Book, visit: Visit) -> None:
    page = visit("imports/upload.py")
    page.file_uploader(key="upload_file").upload("表.xlsx", b"%PDF-1.7 no table").run()
    assert not page.exception
    assert page.error[0].value.startswith("无法读取文件“表.xlsx”")


def test_rows_with_problems_stand_beside_what_is_wrong_and_can_stop_the_import(
    empty: Book, visit: Visit
) -> None:
    page = planned(visit)
    grid = next(
        each.value for each in page.dataframe if "会员号" in each.value and "row" in each.value
    )
    assert list(grid["会员号"]) == ["0003"]
    assert "积分: 积分数无效" in str(grid.to_dict())
    key = next(each.key for each in page.button_group if str(each.key).startswith("mend_choice"))
    page.button_group(key=key).set_value("stop").run()
    assert page.button(key="upload_post").disabled
    assert "还有 1 行有问题" in words(page)
    page.button_group(key=key).set_value("skip").run()
    assert not page.button(key="upload_post").disabled


def test_a_row_mended_in_the_grid_is_imported_with_the_others(empty: Book, visit: Visit) -> None:
    page = planned(visit)
    grid = str(page.data_editor[0].key)
    page.session_state[grid] = {
        "edited_rows": {0: {"积分": "70"}}, "added_rows": [], "deleted_rows": [],
    }  # fmt: skip
    next(each for each in page.button if each.label == "应用修改，重新预览").click().run()
    assert not page.exception
    assert not page.data_editor
    assert "写入 4 笔流水，涉及 3 位客户" in posted(page).success[0].value
    assert empty.ledger.balance("0003").balance == 70


def test_a_file_is_read_again_as_somebody_says(empty: Book, visit: Visit) -> None:
    page = visit("imports/upload.py")
    text = "导出人,张三,2026 年\n会员号,积分,时间\n0001,100,2026-05-01\n"
    page.file_uploader(key="upload_file").upload("积分.csv", text.encode()).run()
    assert "1 行 · 3 列" in words(page)
    header = next(each for each in page.number_input if str(each.key).startswith("header_row"))
    assert header.value == 2
    header.set_value(0)
    next(each for each in page.button if each.label == "按此重新读取").click().run()
    assert not page.exception
    assert "3 行 · 3 列" in words(page)


def test_an_encoding_that_is_not_certain_is_asked_for(empty: Book, visit: Visit) -> None:
    page = visit("imports/upload.py")
    text = "會員號,積分,時間,備註\n0001,100,2026-05-01,café résumé naïve\n"
    page.file_uploader(key="upload_file").upload(
        "積分.csv", text.encode("big5", "ignore") + b"\xff\n"
    ).run()
    assert not page.exception
    assert page.error[0].value.startswith("无法读取文件“積分.csv”")
    asked = next(each for each in page.selectbox if str(each.key).startswith("encoding"))
    asked.select("big5").run()
    assert not page.exception


def test_a_column_that_is_used_for_nothing_says_why(empty: Book, visit: Visit) -> None:
    page = visit("imports/upload.py")
    text = "会员编号,会员姓名,当财月新增积分,截止目前累计积分\n0001,张三,10,500\n"
    page.file_uploader(key="upload_file").upload("积分.csv", text.encode()).run()
    assert not page.exception
    assert "截止目前累计积分（累计数，不是一次变动）" in words(page)


def test_dates_that_can_be_read_two_ways_are_told_in_the_preview(empty: Book, visit: Visit) -> None:
    page = planned(visit, "会员号,积分,时间\n0001,100,3/4/2026\n0002,5,1/2/2026\n")
    assert any("有两种读法" in each.value for each in page.warning)

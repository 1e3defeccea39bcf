"""导入数据: what repeats is counted with a choice each, a period can be replaced, history is only read."""

from __future__ import annotations

from datetime import date

from streamlit.testing.v1 import AppTest

from pointbook.book import Book
from tests.pages.conftest import Visit, words
from tests.pages.test_pages_imports import planned, posted

HEADER = "会员号,积分,时间,单号\n"
JANUARY = (
    HEADER
    + "0001,100,2026-01-05,A1\n0001,50,2026-01-05,\n0001,50,2026-01-05,\n0002,20,2026-01-06,A2\n"
)
AGAIN = (
    HEADER
    + "0001,110,2026-01-05,A1\n0001,50,2026-01-05,\n0001,50,2026-01-05,\n0003,5,2026-01-31,A3\n"
)
HISTORY = "会员号,积分,时间\n0001,40,2026-02-05\n0001,7,2026-03-01\n"


def control(page: AppTest, name: str) -> str:
    return next(str(e.key) for e in page.button_group if str(e.key).startswith(f"repeats_{name}"))


def test_equal_rows_are_counted_and_can_be_left_out(empty: Book, visit: Visit) -> None:
    page = planned(visit, JANUARY)
    assert [each.label for each in page.button_group if "repeats" in str(each.key)] == [
        "文件内完全相同的行：1 行"
    ]
    page.button_group(key=control(page, "doubles")).set_value("skip").run()
    assert not page.exception
    posted(page)
    assert empty.ledger.balance("0001").balance == 150


def test_a_period_is_laid_beside_the_book_and_replaced(empty: Book, visit: Visit) -> None:
    posted(planned(visit, JANUARY))
    page = planned(visit, AGAIN)
    assert "2026-01-01 至 2026-01-31" in words(page)
    months = next(each.value for each in page.dataframe if "only_book" in each.value)
    assert months.iloc[0].to_dict() == {
        "bucket_start": "2026年1月", "book_rows": 4, "book_points": 220.0, "file_rows": 4,
        "file_points": 215.0, "same_rows": 2, "only_book": 2, "only_file": 2,
    }  # fmt: skip
    choice = next(each for each in page.radio if str(each.key).startswith("repeats_period"))
    assert choice.options == [
        "增加：写入 1 笔，净变动 5 积分", "跳过：写入 0 笔，净变动 0 积分",
        "替换：冲回 2 笔，写入 2 笔，净变动 −5 积分",
    ]  # fmt: skip
    choice.set_value("replace").run()
    assert not page.exception
    assert "冲回旧流水" in words(page)
    done = posted(page)
    assert "写入 4 笔流水" in done.success[0].value
    assert "其中 2 笔是把文件里已没有的旧流水冲回" in words(done)
    assert [empty.ledger.balance(no).balance for no in ("0001", "0002", "0003")] == [210, 0, 5]


def test_a_file_without_anything_repeated_asks_nothing(empty: Book, visit: Visit) -> None:
    page = planned(visit, HISTORY)
    assert not [each for each in page.button_group if "repeats" in str(each.key)]
    assert "重复的内容" not in words(page)


def test_customers_that_differ_are_told_with_their_tiers(empty: Book, visit: Visit) -> None:
    empty.customers.add("0001", name="甲", tier="银卡", actor="t")
    page = planned(visit, "会员编号,会员姓名,会员等级\n0001,甲,金卡\n0002,乙,金卡\n")
    assert "会改变的资料：等级 1 位" in words(page)
    tiers = next(each.value for each in page.dataframe if "tier_before" in each.value)
    assert tiers.iloc[0].to_list() == ["银卡", "金卡", 1]
    page.button_group(key=control(page, "changed")).set_value("skip").run()
    posted(page)
    assert empty.customers.get("0001").tier == "银卡"


def test_history_before_the_cut_over_is_read_below_what_counts(empty: Book, visit: Visit) -> None:
    page = visit("imports/upload.py")
    page.file_uploader(key="upload_file").upload("历史.csv", HISTORY.encode()).run()
    page.date_input(key="upload_cut_over").set_value(date(2026, 3, 1))
    next(each for each in page.button if each.label == "生成预览").click().run()
    assert not page.exception
    assert "仅供查阅的历史" in words(page)
    assert "另保留 1 行切换日前的历史" in words(posted(page))
    assert empty.ledger.balance("0001").balance == 7
    for file in ("points/statement.py", "customers/profile.py"):
        shown = visit(file, customer="0001")
        assert "切换日前的历史，仅供查阅，不计入余额" in words(shown)
        kept = [each.value for each in shown.dataframe if len(each.value) == 1]
        assert any(40.0 in list(frame.get("points", [])) for frame in kept)

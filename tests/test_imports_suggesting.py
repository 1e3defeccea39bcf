"""What is suggested, how it was found, and why the rest is left alone."""

from __future__ import annotations

import polars as pl
import pytest

from pointbook.book import Book
from pointbook.imports.mapping import Mapping, suggest
from pointbook.imports.sampling import looks
from pointbook.imports.suggesting import WHY_LEFT
from pointbook.texts import has_text


def suggested(kind: str | None, **columns: list[str]) -> Mapping:
    found = suggest(tuple(columns), kind, pl.DataFrame(columns))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["13800138000", "13900139000", ""], {"phone", "amount"}),
        (["+86 138-0013-8000", "86 13900139000"], {"phone"}),
        (["+44 20 7946 0018"], {"phone"}),
        (["12345678901", "22345678901"], {"id", "amount"}),
        (["M0001", "M0002"], {"id"}),
        (["a@b.cn", "c.d@e.com"], {"email"}),
        (["2026-01-01", "2026/1/2 8:00", "2026年3月4日"], {"date"}),
        (["25/12/2025"], {"date"}),
        (["20260101", "20260231"], {"id", "amount"}),
        (["20260101", "20260228"], {"date", "amount"}),
        (["5", "-3", "1,200.50"], {"amount", "signed"}),
        (["5", "3"], {"amount"}),
        (["获得", "兑换", "EXPIRE"], {"kind"}),
        (["男", "女士", "M"], {"gender"}),
        (["上海", "北京"], set()),
        (["", " "], set()),
    ],
)
def test_what_cells_look_like(cells: list[str], expected: set[str]) -> None:
    assert looks(pl.Series(cells)) == expected


def test_a_few_wrong_cells_change_no_look_and_many_do() -> None:
    assert "date" in looks(pl.Series(["2026-01-01"] * 19 + ["soon"]))
    assert "date" not in looks(pl.Series(["2026-01-01"] * 3 + ["soon"]))


LEDGER = {
    "[A]": ["M0001", "M0002", "M0001"],
    "[B]": ["2026-01-01", "2026-01-02", "2026-01-03"],
    "[C]": ["5", "-3", "2"],
    "[D]": ["获得", "兑换", "获得"],
    "[E]": ["上海", "北京", "上海"],
}


def test_a_file_without_a_header_is_told_by_its_cells() -> None:
    found = suggested(None, **LEDGER)
    assert found.kind == "points"
    assert found.columns == {
        "customer_no": "[A]", "points": "[C]", "kind": "[D]", "occurred_at": "[B]",
    }  # fmt: skip
    assert set(found.found.values()) == {"content"}
    assert found.left == {"[E]": "unknown"}


def test_every_step_says_what_it_found() -> None:
    found = suggested(
        "points",
        会员编号=["1", "2"],
        本期新增会员积分=["5", "6"],
        何时=["2026-01-01", "2026-01-02"],
    )
    assert found.found == {"customer_no": "synonym", "earned": "likeness", "occurred_at": "content"}


def test_a_name_goes_before_what_the_cells_look_like() -> None:
    found = suggested("points", 会员编号=["1"], 日期=["2026-01-01"], 记=["2026-01-02"], 积分=["-5"])
    assert found.column("date") == "日期"
    assert found.found["date"] == "synonym"
    assert "occurred_at" not in found.columns


def test_two_columns_that_look_alike_are_both_left_alone() -> None:
    found = suggested("points", 会员编号=["1"], 积分=["5"], 甲=["2026-01-01"], 乙=["2026-01-02"])
    assert found.missing == ("occurred_at",)
    assert found.left == {"甲": "ambiguous", "乙": "ambiguous"}


def test_two_headers_alike_are_both_left_alone() -> None:
    found = suggested("points", 会员编号=["1"], 线上新增会员积分=["5"], 线下新增会员积分=["5"])
    assert found.missing == ("points", "occurred_at")
    assert set(found.left.values()) == {"ambiguous"}


def test_cells_speak_against_a_header_that_is_only_like() -> None:
    by_header = suggest(("会员编号", "本期新增会员积分"), "points")
    assert by_header is not None
    assert by_header.column("earned") == "本期新增会员积分"
    found = suggested("points", 会员编号=["1", "2"], 本期新增会员积分=["是", "否"])
    assert found.column("earned") is None
    assert found.left == {"本期新增会员积分": "unknown"}
    blank = suggested("points", 会员编号=["1", "2"], 本期新增会员积分=["", ""])
    assert blank.column("earned") == "本期新增会员积分"


def test_a_number_of_something_else_names_no_customer() -> None:
    found = suggest(
        ("Ticket", "何时", "数"),
        "points",
        pl.DataFrame({"Ticket": ["T10001"], "何时": ["2026-01-01"], "数": ["-5"]}),
    )
    assert found is not None
    assert found.missing == ("customer_no",)


def test_people_without_a_number_are_known_by_their_phone() -> None:
    found = suggested("customers", 称呼=["张三", "李四"], 号=["13800138000", "13900139000"])
    assert (found.column("phone"), found.column("customer_no")) == ("号", "号")
    assert found.found["phone"] == "content"


def test_what_is_chosen_by_hand_says_so() -> None:
    found = suggested(None, **LEDGER).changed({"note": "[E]", "kind": None}, tuple(LEDGER))
    assert found.found["note"] == "hand"
    assert "kind" not in found.found
    assert found.left == {}


def test_reasons_and_ways_have_words_on_screen() -> None:
    for why in WHY_LEFT:
        assert has_text(f"mapping_left.{why}")
    for how in ("layout", "synonym", "likeness", "content", "profile", "hand"):
        assert has_text(f"mapping_found.{how}")


def test_a_draft_looks_at_its_cells(memory_book: Book) -> None:
    rows = "".join(f"M000{n % 3},2026-01-0{n},{-n if n % 2 else n}\n" for n in range(1, 9))
    draft = memory_book.imports.read(f"顾,何时,数\n{rows}".encode(), filename="a.csv")
    found = draft.suggested("points")
    assert found is not None
    assert found.columns == {"points": "数", "occurred_at": "何时"}
    assert found.left == {"顾": "unknown"}
    by_hand = found.changed({"customer_no": "顾"}, draft.columns)
    assert draft.plan(mapping=by_hand).ok == 8

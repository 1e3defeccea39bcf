"""What a customer is found by: numbers, names, pinyin and initials in every reading."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pointbook.customers.pinyin import SPELLINGS, fold, search_text, search_texts, spellings


def words(name: str) -> list[str]:
    return (spellings(fold(name)) or "").split("\n")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("曾小贤", "zengxiaoxian cengxiaoxian zxx cxx"),
        ("单雄信", "shanxiongxin danxiongxin sxx dxx"),
        ("解晓东", "xiexiaodong jiexiaodong xxd jxd"),
        ("仇英", "qiuying chouying qy cy"),
        ("区志航", "ouzhihang quzhihang ozh qzh"),
        ("查良镛", "zhaliangyong chaliangyong zly cly"),
        ("尉迟恭", "yuchigong ycg"),
        ("单于夫罗", "chanyufuluo danyufuluo cyfl"),
        ("万俟卨", "moqixie mqx"),
        ("朴树", "piaoshu pushu ps"),
        ("翟天临", "zhaitianlin ditianlin ztl dtl"),
        ("盖茨", "geci gaici gc"),
        ("吕布", "lvbu lubu lb"),
        ("任我行", "renwoxing renwohang rwx rwh"),
        ("乐乐", "yuele lele yueyue yl ll"),
        ("欧阳娜娜", "ouyangnana oynn"),
    ],
)
def test_every_reading_of_a_name_is_found(name: str, typed: str) -> None:
    assert set(typed.split()) <= set(words(name))


def test_the_likeliest_reading_of_a_surname_comes_first() -> None:
    assert [words(name)[0] for name in ("曾国藩", "单田芳", "仇和", "沈从文")] == [
        "zengguofan", "shantianfang", "qiuhe", "shencongwen",
    ]  # fmt: skip


def test_latin_names_are_searched_as_they_are_written() -> None:
    assert search_text("C1", "John O'Neil-Smith").split("\n") == ["c1", "johnoneilsmith"]
    assert "jose" in search_text("C1", "José").split("\n")
    assert words("Ann Lee") == [""]


def test_a_mixed_name_keeps_its_latin_part() -> None:
    assert {"tomzhang"} <= set(words("Tom张"))


def test_a_company_has_a_bounded_number_of_spellings() -> None:
    found = words("上海长乐重工和平行动发展单位朝阳参差银行")
    assert "" not in found
    assert len(found) <= 2 * SPELLINGS


def test_phones_and_numbers_lose_spaces_and_hyphens_and_keep_zeros() -> None:
    assert search_text("00-12", None, "138-0013 8000", "A@X.com") == "0012\n13800138000\na@x.com"


def test_full_width_letters_and_digits_are_folded() -> None:
    assert fold("\uff21\uff22\uff11\uff12 张\u3000三") == "ab12张三"


def test_a_name_cannot_add_lines_of_its_own() -> None:
    assert search_text("C1", "a\nb\tc\r") == "c1\nabc"


NAMES = st.text(st.sampled_from("曾单小贤行乐abcé -·'\u3000\uff21\n12"), max_size=8)


@given(st.lists(st.tuples(NAMES, NAMES, NAMES), min_size=1, max_size=5))
def test_many_at_once_are_the_same_as_one_by_one(rows: list[tuple[str, str, str]]) -> None:
    frame = pl.DataFrame(
        {
            "customer_no": [f"C{place}" for place in range(len(rows))],
            "name": [name or None for name, _, _ in rows],
            "phone": [phone or None for _, phone, _ in rows],
            "email": [email or None for _, _, email in rows],
        },
        schema=dict.fromkeys(("customer_no", "name", "phone", "email"), pl.String),
    )
    assert search_texts(frame).to_list() == [search_text(*row) for row in frame.iter_rows()]


@given(NAMES)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert search_text("C1", text).split("\n")[1] == fold(text)

"""What is said about the cells of a file, and what there is to say."""

from __future__ import annotations

from datetime import datetime

import pytest

from pointbook.book import Book
from pointbook.errors import UnknownMeaning
from pointbook.imports.draft import Draft
from pointbook.imports.meanings import MOST_WORDS, Word, meant

ROWS = (
    "会员编号,积分,日期,类型,有效期\n"
    "A,1,2026-03-04,签到,3/4/2027\nA,1,2026-03-04, 签到 ,unlimited\nA,1,2026-03-05,打卡,没有\n"
    "A,1,2026-03-06,,\nA,1,2026-03-07,调整,9999-12-31\nA,1,2026-03-08,签到,没有\n"
)


def draft(book: Book, content: str = ROWS) -> Draft:
    return book.imports.read(content.encode(), filename="a.csv")


def test_words_of_kinds_are_counted_with_what_they_are_taken_for(memory_book: Book) -> None:
    assert list(draft(memory_book).meanings.words("kind", "类型")) == [
        Word("签到", 3, "earn"), Word("打卡", 1, None), Word("", 1, "by_sign"), Word("调整", 1, "by_sign"),
    ]  # fmt: skip


def test_of_dates_only_what_is_no_date_is_a_word(memory_book: Book) -> None:
    assert list(draft(memory_book).meanings.words("expires_at", "有效期")) == [
        Word("没有", 2, None), Word("unlimited", 1, "never"),
    ]  # fmt: skip
    assert list(draft(memory_book).meanings.words("note", "类型")) == []


def test_of_many_words_the_commonest_are_told(memory_book: Book) -> None:
    rows = "".join(f"A,1,2026-03-04,词{number},\n" for number in range(MOST_WORDS))
    many = draft(memory_book, ROWS + rows)
    words = many.meanings.words("kind", "类型")
    assert len(words) == MOST_WORDS
    assert words[0].word == "签到"


def test_dates_that_turn_are_found(memory_book: Book) -> None:
    read = draft(memory_book)
    assert [read.meanings.is_turning(name) for name in ("有效期", "日期")] == [True, False]


def test_what_is_said_is_added_to_what_was_known(memory_book: Book) -> None:
    mapping = draft(memory_book).mapped()
    one = meant(mapping, values={"kind": {"打卡": "获得"}}, units={"points": "万"})
    two = meant(
        one, values={"kind": {"其他": "redeem"}}, date_order="day_first", at=datetime(2026, 1, 1)
    )
    assert two.values == {"kind": {"打卡": "获得", "其他": "redeem"}}
    assert (two.unit("points"), two.date_order, two.at) == ("万", "day_first", datetime(2026, 1, 1))
    assert meant(two) == two


@pytest.mark.parametrize(
    "said",
    [
        {"values": {"kind": {"打卡": "起飞"}}},
        {"values": {"kind": {"打卡": ""}}},
        {"values": {"tier": {"G": "金卡"}}},
        {"units": {"points": "斤"}},
        {"units": {"amount": "万"}},
        {"date_order": "year_first"},
    ],
)
def test_what_means_nothing_is_refused(memory_book: Book, said: dict[str, object]) -> None:
    with pytest.raises(UnknownMeaning):
        meant(draft(memory_book).mapped(), **said)  # type: ignore[arg-type]

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pointbook.book import Book
from pointbook.errors import InvalidProfile, UnknownKind
from pointbook.imports import headers
from pointbook.imports.mapping import Mapping, suggest
from pointbook.imports.profiles import Profile
from tests.import_files import full_width

COLUMNS = ("会员编号", "积分(万)", "日期", "类型")


def mapping() -> Mapping:
    found = suggest(COLUMNS)
    assert found is not None
    return replace(found, values={"kind": {"打卡": "earn"}}, date_order="month_first")


def profile(**others: Any) -> Profile:
    return Profile.of("有赞 积分", mapping(), COLUMNS, source="youzan", **others)


def test_a_fingerprint_is_of_the_columns_and_not_of_their_dress() -> None:
    same = headers.fingerprint(COLUMNS)
    assert headers.fingerprint(COLUMNS[::-1]) == same
    assert headers.fingerprint((" 会员 编号", "积分（万）", "日期\n", "类型")) == same
    assert headers.fingerprint(("NO", "Date")) == headers.fingerprint(("no ", full_width("date")))
    for other in (COLUMNS[:3], (*COLUMNS, "备注"), ("会员编号", "积分", "日期", "类型")):
        assert headers.fingerprint(other) != same


def test_a_profile_maps_the_next_file_as_the_first() -> None:
    found = profile().mapping_for(("类型", "日期", "积分（万）", " 会员编号"))
    assert found.columns == {
        "customer_no": " 会员编号", "points": "积分（万）", "kind": "类型", "date": "日期",
    }  # fmt: skip
    assert (found.values, found.date_order) == ({"kind": {"打卡": "earn"}}, "month_first")
    assert found.unit("points") == "万"
    assert set(found.found.values()) == {"profile"}


def test_customers_keep_their_own_columns() -> None:
    columns = ("会员编号", "姓名", "鞋码")
    suggested = suggest(columns)
    assert suggested is not None
    kept = Profile.of("a", suggested, columns)
    assert kept.mapping_for(columns) == suggested
    assert kept.mapping_for((*columns, "身高")).own == ("鞋码", "身高")


def test_a_file_without_one_of_its_columns_is_refused() -> None:
    with pytest.raises(UnknownKind) as refusal:
        profile().mapping_for(("会员编号", "日期", "类型"))
    assert refusal.value.values["missing"] == ["积分(万)"]


def test_a_profile_survives_its_text() -> None:
    kept = profile(encoding="gb18030", header_row=2, sheet="明细")
    assert Profile.from_json(kept.to_json()) == kept
    assert kept.reading == {"encoding": "gb18030", "header_row": 2, "sheet": "明细"}
    assert "有赞" in kept.to_json()


@given(
    st.text(min_size=1, max_size=20).filter(str.strip),
    st.dictionaries(st.text(max_size=5), st.sampled_from(["earn", "expire", "过期"]), min_size=1),
    st.sampled_from([None, "day_first", "month_first"]),
    st.none() | st.integers(-1, 200),
)
def test_every_profile_survives_its_text(
    name: str, words: dict[str, str], order: Any, row: Any
) -> None:
    kept = replace(profile(), name=name, values={"kind": words}, date_order=order, header_row=row)
    assert Profile.from_json(kept.to_json()) == kept


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ({"pointbook_profile": 2}, "pointbook_profile"),
        ({"colour": "red"}, "keys"),
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": None}, "name"),
        ({"kind": "stocks"}, "kind"),
        ({"fingerprint": 3}, "fingerprint"),
        ({"columns": {}}, "columns"),
        ({"columns": []}, "columns"),
        ({"columns": {"customer_no": 3}}, "columns"),
        ({"columns": {"colour": "a"}}, "columns.colour"),
        ({"values": []}, "values"),
        ({"values": {"note": {"a": "b"}}}, "values"),
        ({"values": {"kind": {"a": 1}}}, "values.kind"),
        ({"values": {"kind": {"打卡": "获利"}}}, "values.kind.打卡"),
        ({"units": {"points": "斤"}}, "units.points"),
        ({"units": {"points": 4}}, "units.points"),
        ({"date_order": "year_first"}, "date_order"),
        ({"source": 1}, "source"),
        ({"sheet": ""}, "sheet"),
        ({"header_row": -2}, "header_row"),
        ({"header_row": True}, "header_row"),
        ({"header_row": "1"}, "header_row"),
        ({"header_lines": 0}, "header_lines"),
        ({"all_or_nothing": 1}, "all_or_nothing"),
        ({"name": "\ud800"}, "json"),
    ],
)
def test_what_a_profile_may_not_say(change: dict[str, Any], detail: str) -> None:
    told = {**json.loads(profile().to_json()), **change}
    with pytest.raises(InvalidProfile) as refusal:
        Profile.from_json(json.dumps(told))
    assert refusal.value.values["detail"] == detail


def test_a_unit_taken_away_by_hand_stays_away() -> None:
    kept = Profile.of("a", replace(mapping(), units={"points": ""}), COLUMNS)
    assert Profile.from_json(kept.to_json()).mapping_for(COLUMNS).unit("points") == ""


def test_words_of_a_field_that_has_no_column_are_left_out() -> None:
    without = mapping().changed({"kind": None}, COLUMNS)
    assert without.values
    assert Profile.of("a", without, COLUMNS).values == {}


@pytest.mark.parametrize("text", ["", "x", "[]", "3", '{"a": ', "[" * 100_000, "{}"])
def test_what_is_no_profile_is_refused(text: str) -> None:
    with pytest.raises(InvalidProfile):
        Profile.from_json(text)


def test_a_draft_is_planned_by_its_profile(memory_book: Book) -> None:
    rows = "会员编号,积分(万),日期,类型\nA,1.5,03/04/2026,打卡\n"
    draft = memory_book.imports.read(rows.encode(), filename="a.csv")
    kept = profile()
    assert draft.fingerprint == kept.fingerprint
    plan = draft.plan(mapping=kept.mapping_for(draft.columns), source=kept.source)
    assert plan.problems.is_empty()
    assert plan.checked.entries.select("kind", "points").rows() == [("earn", 1_500_000)]
    assert str(plan.checked.entries["occurred_at"][0]) == "2026-03-04 00:00:00"
    other = memory_book.imports.read(b"no,points,date\nA,1,2026-01-01\n", filename="b.csv")
    with pytest.raises(UnknownKind):
        other.plan(mapping=mapping())

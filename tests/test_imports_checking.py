from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from pointbook.errors import UnknownKind
from pointbook.imports.checked import CUSTOMERS, ENTRIES, PROBLEMS
from pointbook.imports.checking import check
from pointbook.imports.mapping import Mapping
from tests.import_files import NOW, checked, column, moves, problems, table_of

POINTS = "会员编号,变动时间,变动类型,积分,单号,备注\n"


def test_signed_points_with_kinds(tmp_path: Path) -> None:
    found = checked(
        POINTS
        + "A,2026-01-01,获得,100.25,R1,生日\n"
        + "A,2026-01-02 08:00,兑换,50,,\n"
        + "B,2026/1/3,过期,-5,R3,\n"
        + "B,2026年1月4日,,-1,,\n"
        + "B,20260105,调整,2,,\n",
        tmp_path,
    )
    assert problems(found) == []
    assert moves(found) == [
        ("A", "earn", 10025), ("A", "redeem", -5000), ("B", "expire", -500), ("B", "redeem", -100),
        ("B", "adjust_up", 200),
    ]  # fmt: skip
    assert column(found, "part") == [0, 1, 1, 1, 0]
    assert column(found, "occurred_at")[:2] == [datetime(2026, 1, 1), datetime(2026, 1, 2, 8)]
    assert column(found, "ref") == ["R1", None, "R3", None, None]
    assert set(column(found, "source")) == {"import"}
    assert found.entries.schema == ENTRIES
    assert found.problems.schema == PROBLEMS


def test_wide_rows_become_up_to_two_entries(tmp_path: Path) -> None:
    found = checked(
        "Loyalty Number,Year,Month,Points Accumulated,Points Redeemed\n"
        "1,2017,1,152,0\n2,2017,2,0,30\n3,2017,12,10.5,4\n4,2018,1,0,0\n5,2018,1,,\n",
        tmp_path,
    )
    assert problems(found) == []
    assert moves(found) == [
        ("1", "earn", 15200), ("2", "redeem", -3000), ("3", "earn", 1050), ("3", "redeem", -400),
    ]  # fmt: skip
    assert column(found, "row") == [1, 2, 3, 3]
    assert column(found, "part") == [0, 1, 0, 1]
    assert column(found, "occurred_at")[2] == datetime(2017, 12, 1)
    assert (found.rows, found.ok, found.idle) == (5, 5, 2)


def test_problems_name_row_column_value_and_code(tmp_path: Path) -> None:
    found = checked(
        POINTS
        + ",2026-01-01,获得,1,,\n"  # 1
        + "A,,获得,1,,\n"
        + "A,2026-02-30,获得,1,,\n"
        + "A,1899-12-31,获得,1,,\n"
        + "A,2026-07-01,获得,1,,\n"  # 5
        + "A,2026-01-01,什么,1,,\n"
        + "A,2026-01-01,获得,-5,,\n"
        + "A,2026-01-01,获得,,,\n"
        + "A,2026-01-01,获得,1.005,,\n"
        + "A,2026-01-01,获得,1000000000000,,\n"  # 10
        + f"{'A' * 65},2026-01-01,获得,1,,\n"
        + f"A,2026-01-01,获得,1,,{'长' * 501}\n"
        + "2.56564E+31,2026-01-01,获得,1,,\n"
        + "#N/A,2026-01-01,获得,1,,\n"
        + "A,2026-01-01,获得,1,,fine\n",  # 15
        tmp_path,
    )
    assert problems(found) == [
        (1, "会员编号", "missing_value"),
        (2, "变动时间", "missing_value"),
        (3, "变动时间", "invalid_date"),
        (4, "变动时间", "invalid_date"),
        (5, "变动时间", "date_in_future"),
        (6, "变动类型", "unknown_kind"),
        (7, "积分", "sign_conflict"),
        (8, "积分", "missing_value"),
        (9, "积分", "too_many_decimals"),
        (10, "积分", "invalid_amount"),
        (11, "会员编号", "too_long"),
        (12, "备注", "too_long"),
        (13, "会员编号", "damaged_number"),
        (14, "会员编号", "error_cell"),
    ]
    assert column(found, "row") == [15]
    assert (found.rows, found.ok) == (15, 1)
    shown = dict(found.problems.select("row", "value").rows())
    assert shown[3] == "2026-02-30"
    assert (shown[1], len(shown[12])) == (None, 100)


def test_a_row_with_two_problems_is_told_twice_and_counted_once(tmp_path: Path) -> None:
    found = checked(POINTS + ",2026-13-01,获得,x,,\n", tmp_path)
    assert len(problems(found)) == 3
    assert found.ok == 0


def test_a_wide_row_with_one_wrong_part_posts_neither(tmp_path: Path) -> None:
    found = checked(
        "no,date,earned,redeemed\nA,2026-01-01,5,-1\nB,2026-01-01,-5,1\nC,2026-01-01,x,1\n",
        tmp_path,
    )
    assert problems(found) == [
        (1, "redeemed", "negative_amount"), (2, "earned", "negative_amount"),
        (3, "earned", "invalid_amount"),
    ]  # fmt: skip
    assert found.entries.is_empty()
    assert found.idle == 0


def test_rows_with_nothing_to_move_are_counted(tmp_path: Path) -> None:
    found = checked(POINTS + "A,2026-01-01,获得,0,,\nA,2026-01-01,消耗,0.00,,\n", tmp_path)
    assert (found.idle, found.ok, problems(found)) == (2, 2, [])


def test_now_itself_is_not_the_future(tmp_path: Path) -> None:
    found = checked(POINTS + f"A,{NOW},获得,1,,\nA,{NOW}.000001,获得,1,,\n", tmp_path)
    assert problems(found) == [(2, "变动时间", "date_in_future")]
    this_month = checked(f"no,year,month,points\nA,{NOW.year},{NOW.month},1\n", tmp_path)
    assert problems(this_month) == []


def test_validity_of_credits(tmp_path: Path) -> None:
    header = "no,date,points,expires at,available from\n"
    found = checked(
        header
        + "A,2026-01-10,5,2026-12-31,2026-02-01\n"
        + "A,2026-01-10,5,永久,2025-01-01\n"  # never usable before it exists
        + "A,2026-01-10,-5,2026-12-31,2026-02-01\n"  # a debit has no validity
        + "A,2026-01-10,5,2026-01-09,\n"
        + "A,2026-01-10,5,2026-01-20,2026-02-01\n"
        + "A,2026-01-10,5,2026-01-10,\n"
        + "A,2026-01-10,5,soon,later\n",
        tmp_path,
    )
    assert problems(found) == [
        (4, "expires at", "expired_before_start"),
        (5, "expires at", "expired_before_start"),
        (7, "expires at", "invalid_date"),
        (7, "available from", "invalid_date"),
    ]
    assert column(found, "expires_at") == [datetime(2027, 1, 1), None, None, datetime(2026, 1, 11)]
    assert column(found, "available_from") == [
        datetime(2026, 2, 1), datetime(2026, 1, 10), None, None,
    ]  # fmt: skip


def test_short_and_long_rows(tmp_path: Path) -> None:
    found = checked(
        "no,date,points,note\nA,2026-01-01,5\nA,2026-01-01\nA,2026-01-01,5,n,x\n", tmp_path
    )
    assert problems(found) == [(2, "points", "missing_cells"), (3, "", "extra_cells")]
    assert column(found, "row") == [1]


def test_the_source_of_a_row_wins_over_that_of_the_file(tmp_path: Path) -> None:
    table = table_of(
        "no,date,points,source system\nA,2026-01-01,5,crm\nA,2026-01-01,5,\n", tmp_path
    )
    mapping = Mapping(
        "points",
        {"customer_no": "no", "date": "date", "points": "points", "source": "source system"},
    )
    found = check(table, mapping, now=NOW, source="shop")
    assert column(found, "source") == ["crm", "shop"]


def test_an_incomplete_mapping_is_refused(tmp_path: Path) -> None:
    table = table_of("no,points\nA,5\n", tmp_path)
    with pytest.raises(UnknownKind) as refusal:
        check(table, Mapping("points", {"customer_no": "no", "points": "points"}), now=NOW)
    assert refusal.value.values["missing"] == ("occurred_at",)
    with pytest.raises(UnknownKind):
        check(table, Mapping("orders", {"customer_no": "no"}), now=NOW)


CUSTOMER_LIST = "会员编号,姓名,手机,生日,入会日期,等级,鞋码,备注\n"


def test_customers_with_their_own_fields(tmp_path: Path) -> None:
    found = checked(
        CUSTOMER_LIST
        + '="001",曾小贤,\t13800138000,1990/5/6,2020-01-02 10:00:00,金卡,42,"说 ""好""\\n"\n'
        + "002,李四,,,,,,\n",
        tmp_path,
    )
    assert problems(found) == []
    first, second = found.customers.rows(named=True)
    assert first == {
        **dict.fromkeys(CUSTOMERS), "row": 1, "customer_no": "001", "name": "曾小贤",
        "phone": "13800138000", "birthday": date(1990, 5, 6), "joined_on": date(2020, 1, 2),
        "tier": "金卡", "fields": first["fields"],
    }  # fmt: skip
    assert json.loads(first["fields"]) == {"鞋码": "42", "备注": '说 "好"\\n'}
    assert (second["fields"], second["phone"]) == (None, None)
    assert found.customers.schema == CUSTOMERS


def test_joining_by_year_and_month(tmp_path: Path) -> None:
    found = checked(
        "Loyalty Number,Province,Enrollment Year,Enrollment Month\n1,Ontario,2016,2\n2,Quebec,,\n"
        "3,Quebec,2016,13\n4,Quebec,2027,1\n",
        tmp_path,
    )
    assert column(found, "joined_on") == [date(2016, 2, 1), None]
    assert problems(found) == [
        (3, "Enrollment Month", "invalid_date"), (4, "Enrollment Month", "date_in_future"),
    ]  # fmt: skip


def test_exact_doubles_are_left_out_and_differing_ones_are_problems(tmp_path: Path) -> None:
    found = checked(
        CUSTOMER_LIST
        + "1,a,,,,,,\n1,a,,,,,,\n2,b,,,,,,\n2,B,,,,,,\n2,b,,,,,,\n3,c,,,,,40,\n3,c,,,,,41,\n4,d,,,,,,\n",
        tmp_path,
    )
    assert column(found, "row") == [1, 8]
    assert found.doubles == 1
    assert [(row, code) for row, _, code in problems(found)] == [
        (row, "repeated_customer") for row in (3, 4, 5, 6, 7)
    ]
    assert found.ok == 3


def test_wrong_customers(tmp_path: Path) -> None:
    found = checked(
        CUSTOMER_LIST
        + ",a,,,,,,\n2,b,,1990-02-30,,,,\n3,c,,2027-01-01,,,,\n4,d,1.38E+10,,,,,\n"
        + f"5,{'名' * 501},,,,,,\n6,f,,,,,{'码' * 501},\n7,g,,,,,,\n",
        tmp_path,
    )
    assert problems(found) == [
        (1, "会员编号", "missing_value"), (2, "生日", "invalid_date"), (3, "生日", "date_in_future"),
        (4, "手机", "damaged_number"), (5, "姓名", "too_long"), (6, "鞋码", "too_long"),
    ]  # fmt: skip
    assert column(found, "customer_no") == ["7"]


def test_the_order_of_columns_and_their_encoding_change_nothing(tmp_path: Path) -> None:
    one = checked("会员编号,日期,积分\n001,2026-01-01,1.5\n", tmp_path)
    other = checked("积分;日期;会员编号\n1.50;2026年1月1日;001\n".encode("gb18030"), tmp_path)
    assert one.entries.equals(other.entries)


def test_a_header_alone_is_checked_without_rows(tmp_path: Path) -> None:
    found = checked("会员编号,日期,积分\n", tmp_path)
    assert (found.rows, found.ok, found.entries.height) == (0, 0, 0)
    assert found.entries.schema == ENTRIES
    assert isinstance(found.problems, pl.DataFrame)

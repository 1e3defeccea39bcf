"""Headers as real systems write them: all of them map right without help."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pointbook.imports.mapping import Mapping, suggest
from tests.conftest import SHARED, needs_shared
from tests.import_files import NOW, checked, column, moves, problems

FILE = SHARED / "data" / "vendor_headers.json"


def vendors() -> list[Any]:
    found = json.loads(FILE.read_text("utf-8")) if FILE.is_file() else [{"vendor": "absent"}]
    return [pytest.param(each, id=each["vendor"]) for each in found]


def meaning(words: str) -> str | None:
    """The field that the words of a meaning name; None for what a movement or a person is not."""
    for start, field in (
        ("member_id", "customer_no"), ("phone", "phone"), ("name", "name"), ("tier", "tier"),
        ("balance", "balance_after"), ("note", "note"), ("occurred_at", "occurred_at"),
        ("expires_at", "expires_at"), ("points earned", "earned"), ("base points", "earned"),
        ("points", "points"),
    ):  # fmt: skip
        if words.startswith(start):
            return field
    assert words.startswith(("lifetime", "cumulative", "number of")), words
    return None


def mapped(columns: list[str]) -> list[Mapping]:
    """The mappings suggested for a header, as points and as customers."""
    found = [suggest(columns, kind) for kind in ("points", "customers")]
    return [each for each in found if each is not None]


@needs_shared
@pytest.mark.parametrize("vendor", vendors())
def test_every_vendor_s_header_is_understood(vendor: dict[str, Any]) -> None:
    columns = vendor["header"].split(",")
    either = mapped(columns)
    for name, words in vendor.get("means", {}).items():
        field = meaning(words)
        homes = {each.kind: f for each in either for f, c in each.columns.items() if c == name}
        if field is None:
            assert homes == {}, name
            assert either[0].left[name] in {"cumulative", "count"}
        elif field == "phone":
            assert {each.column("customer_no") for each in either} == {name}
            assert suggest(columns, "customers").column("phone") == name  # type: ignore[union-attr]
        else:
            assert field in homes.values(), (name, field)
            # As the other kind of file it is that field or none.
            assert set(homes.values()) <= {field, "joined_on"}, (name, homes)


@needs_shared
def test_the_rows_given_with_a_header_can_be_posted(tmp_path: Path) -> None:
    vendor = next(
        each.values[0] for each in vendors() if "import loyalty points" in each.values[0]["vendor"]
    )
    found = checked(f"{vendor['header']}\n{vendor['example']}\n", tmp_path)
    assert problems(found) == []
    assert moves(found) == [("URNGV8294NV", "earn", 10000)]
    assert column(found, "expires_at") == [datetime(2020, 11, 12, 7)]


MEMBERS = ("customers", ())
LEDGER = ("points", ())
UNDATED = ("points", ("occurred_at",))
OURS: list[tuple[tuple[str, tuple[str, ...]], str, dict[str, str]]] = [
    (LEDGER, "会员卡号,交易时间,积分类型,本次积分,积分余额,交易单号,门店名称", {
        "customer_no": "会员卡号", "occurred_at": "交易时间", "kind": "积分类型", "points": "本次积分",
        "balance_after": "积分余额", "ref": "交易单号", "store": "门店名称"}),
    (LEDGER, "用户ID,变更时间,变更类型,变更积分,变更后积分,变更原因,备注", {
        "customer_no": "用户ID", "occurred_at": "变更时间", "kind": "变更类型", "points": "变更积分",
        "balance_after": "变更后积分", "reason": "变更原因", "note": "备注"}),
    (LEDGER, "客户编码,日期,增加积分,减少积分,摘要", {
        "customer_no": "客户编码", "date": "日期", "earned": "增加积分", "redeemed": "减少积分", "note": "摘要"}),
    (LEDGER, "member_id,created_at,type,points_delta,balance_after,order_id,expires_at", {
        "customer_no": "member_id", "occurred_at": "created_at", "kind": "type", "points": "points_delta",
        "balance_after": "balance_after", "ref": "order_id", "expires_at": "expires_at"}),
    (LEDGER, "Customer ID,Transaction Date,Credit,Debit,Running Balance,Description", {
        "customer_no": "Customer ID", "date": "Transaction Date", "earned": "Credit", "redeemed": "Debit",
        "balance_after": "Running Balance", "note": "Description"}),
    (LEDGER, "手机号码,积分变动(万),变动日期", {
        "customer_no": "手机号码", "points": "积分变动(万)", "date": "变动日期"}),
    (LEDGER, "会员编号,本月新增会员积分,本月消耗会员积分,统计月份", {
        "customer_no": "会员编号", "earned": "本月新增会员积分", "redeemed": "本月消耗会员积分",
        "date": "统计月份"}),
    (LEDGER, "memberNumber,eventTime,pointsAccrued,pointsRedeemd", {
        "customer_no": "memberNumber", "occurred_at": "eventTime", "earned": "pointsAccrued",
        "redeemed": "pointsRedeemd"}),
    (UNDATED, "卡号,当前积分", {"customer_no": "卡号", "balance_after": "当前积分"}),
    (UNDATED, "Email Address,Points Balance", {
        "customer_no": "Email Address", "balance_after": "Points Balance"}),
    (UNDATED, "会员号,累计积分,剩余积分,冻结积分", {"customer_no": "会员号", "balance_after": "剩余积分"}),
    (MEMBERS, "会员卡号,会员姓名,性别,手机号码,生日,会员等级,累计积分,可用积分,注册时间,所属门店", {
        "customer_no": "会员卡号", "name": "会员姓名", "gender": "性别", "phone": "手机号码",
        "birthday": "生日", "joined_on": "注册时间", "store": "所属门店", "tier": "会员等级"}),
    (MEMBERS, "Member No.,Full Name,Mobile Phone,E-mail,Date of Birth,Tier,Member Since", {
        "customer_no": "Member No.", "name": "Full Name", "phone": "Mobile Phone", "email": "E-mail",
        "birthday": "Date of Birth", "joined_on": "Member Since", "tier": "Tier"}),
    (MEMBERS, "会员编号,昵称,手机,会员级别,最近消费日期,消费次数,推荐人会员号", {
        "customer_no": "会员编号", "name": "昵称", "phone": "手机", "tier": "会员级别"}),
]  # fmt: skip


@pytest.mark.parametrize(("expected", "header", "columns"), OURS, ids=[each[1] for each in OURS])
def test_headers_of_the_same_sort(
    expected: tuple[str, tuple[str, ...]], header: str, columns: dict[str, str]
) -> None:
    found = suggest(header.split(","))
    assert found is not None
    assert (found.kind, found.missing) == expected
    assert found.columns == columns


@pytest.mark.parametrize(
    "header",
    ["订单号,商品名称,数量,单价", "Deal Name,Stage,Amount,Close Date", "日期,温度,湿度", "a,b,c"],
)
def test_files_about_something_else(header: str) -> None:
    assert suggest(header.split(",")) is None


def test_a_blank_start_is_at_once_where_its_system_says_so(tmp_path: Path) -> None:
    header = "customerprofileid,amount,startdate,expirydate,subledgerid,reason\n"
    found = checked(header + "A,5,,unlimited,s,\nB,5,immediate,,s,\nC,5,soon,,s,\n", tmp_path)
    assert problems(found) == [(3, "startdate", "invalid_date")]
    assert column(found, "occurred_at") == [datetime(NOW.year, NOW.month, NOW.day)] * 2
    assert column(found, "expires_at") == [None, None]
    elsewhere = checked("no,points,date\nA,5,\n", tmp_path)
    assert problems(elsewhere) == [(1, "date", "missing_value")]

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pointbook.errors import UnknownKind
from pointbook.imports import headers
from pointbook.imports.mapping import KINDS, Mapping, suggest
from tests.conftest import needs_shared
from tests.import_files import full_width


def suggested(*columns: str, kind: str | None = None) -> Mapping:
    mapping = suggest(columns, kind)
    assert mapping is not None
    return mapping


def test_chinese_customers() -> None:
    mapping = suggested("会员编号", "会员姓名", "性别", "联系方式", "会员级别", "状态", "积分")
    assert mapping.kind == "customers"
    assert mapping.columns == {
        "customer_no": "会员编号", "name": "会员姓名", "gender": "性别", "phone": "联系方式",
        "tier": "会员级别", "status": "状态",
    }  # fmt: skip
    assert mapping.own == ("积分",)


def test_chinese_points() -> None:
    mapping = suggested(
        "会员卡号",
        "变动时间",
        "变动类型",
        "变动积分",
        "变动后余额",
        "单号",
        "门店名称",
        "来源",
        "备注",
    )
    assert mapping.kind == "points"
    assert mapping.columns == {
        "customer_no": "会员卡号", "occurred_at": "变动时间", "kind": "变动类型", "points": "变动积分",
        "balance_after": "变动后余额", "ref": "单号", "store": "门店名称", "reason": "来源", "note": "备注",
    }  # fmt: skip
    assert not mapping.is_wide


def test_earned_and_redeemed_beside_each_other() -> None:
    mapping = suggested("客户编号", "年份", "月份", "获得积分", "消耗积分")
    assert mapping.is_wide
    assert mapping.missing == ()


def test_case_width_spaces_and_units_do_not_matter() -> None:
    for header in (
        "customer_no",
        "Customer No.",
        "CUSTOMER-NO",
        full_width("customer no"),
        "customerNo (text)",
    ):
        assert suggested(header, "points", "date").column("customer_no") == header
    assert suggested("会员编号", "积分（分）", "日期 [年月日]").columns == {
        "customer_no": "会员编号", "points": "积分（分）", "date": "日期 [年月日]",
    }  # fmt: skip


def test_an_amount_without_other_points_is_the_points() -> None:
    mapping = suggested(
        "customerprofileid", "amount", "startdate", "expirydate", "subledgerid", "reason"
    )
    assert mapping.columns == {
        "customer_no": "customerprofileid", "points": "amount", "occurred_at": "startdate",
        "expires_at": "expirydate", "note": "reason",
    }  # fmt: skip
    beside_points = suggested("member id", "points", "amount", "date")
    assert (beside_points.column("points"), beside_points.column("amount")) == ("points", "amount")


def test_a_file_without_numbers_knows_customers_by_phone_or_mail() -> None:
    by_phone = suggested("手机", "姓名", "性别", "会员等级", "累计积分", "可用积分", "备注")
    assert (by_phone.kind, by_phone.column("customer_no"), by_phone.column("phone")) == (
        "customers", "手机", "手机",
    )  # fmt: skip
    by_mail = suggested("email", "points")
    assert (by_mail.kind, by_mail.column("customer_no"), by_mail.missing) == (
        "points", "email", ("occurred_at",),
    )  # fmt: skip


def test_a_customer_list_with_points_and_a_creation_time_stays_a_customer_list() -> None:
    mapping = suggested("会员编号", "姓名", "手机", "生日", "等级", "城市", "积分", "创建时间")
    assert mapping.kind == "customers"
    assert mapping.column("joined_on") == "创建时间"


def test_a_file_about_something_else_suggests_nothing() -> None:
    assert suggest(("Deal Name", "Deal Stage", "Amount", "Close Date")) is None
    assert suggest(("a", "b")) is None


def test_a_kind_can_be_asked_for() -> None:
    mapping = suggested("会员编号", "姓名", kind="points")
    assert mapping.missing == ("points", "occurred_at")
    with pytest.raises(UnknownKind):
        suggest(("a",), "stocks")


def test_changes_by_hand() -> None:
    columns = ("no", "earned", "redeemed", "net", "date", "when")
    mapping = suggested(*columns, kind="points").changed({"points": "net", "date": "when"}, columns)
    assert mapping.columns == {"customer_no": "no", "points": "net", "date": "when"}
    back = mapping.changed({"earned": "earned"}, columns)
    assert (back.is_wide, back.column("points")) == (True, None)
    assert mapping.changed({"date": None}, columns).missing == ("occurred_at",)


def test_changes_that_name_nothing_are_refused() -> None:
    mapping = suggested("no", "points", "date")
    for change in ({"colour": "no"}, {"ref": "nowhere"}):
        with pytest.raises(UnknownKind) as refusal:
            mapping.changed(change, ("no", "points", "date"))
        assert refusal.value.values["missing"]


def test_own_columns_are_those_left_over() -> None:
    mapping = suggested("no", "name", "shoe size")
    assert mapping.own == ("shoe size",)
    assert mapping.changed({"name": None}, ("no", "name", "shoe size")).own == ("name", "shoe size")


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_found_by_its_own_name(kind: str) -> None:
    for field in headers.fields_of(kind):
        assert headers.rank(field, kind, field) is not None


def test_no_header_word_means_two_fields_of_one_kind_equally() -> None:
    shared = {"createdat", "createdon", "createtime", "createdtime", "startdate", "创建时间"}
    for kind in KINDS:
        seen: dict[str, str] = {}
        for field in headers.fields_of(kind):
            for word in headers._synonyms(kind)[field]:
                assert word not in seen or word in shared, (kind, word, seen[word], field)
                seen[word] = field


VENDORS = {
    "Talon.One import": ("points", {"customer_no": "customerprofileid", "points": "amount"}),
    "Talon.One export": ("points", {"customer_no": "cardIdentifier", "balance_after": "currentBalance"}),
    "Open Loyalty": (
        "customers",
        {
            "customer_no": "memberId", "gender": "gender", "email": "email", "phone": "phone",
            "birthday": "birthDate", "joined_on": "createdAt", "tier": "levelId", "tags": "labels",
        },
    ),
    "Smile.io": ("points", {"customer_no": "email", "points": "points"}),
    "Chinese WeChat": ("customers", {"phone": "手机", "name": "姓名", "tier": "会员等级"}),
    "Chinese gym": ("customers", {"customer_no": "会员编号", "phone": "联系方式", "tier": "会员级别"}),
    "Chinese direct-sales": ("points", {"customer_no": "会员编号", "earned": "当财月新增旅游积分"}),
    "Chinese airline": (
        "customers",
        {
            "customer_no": "MEMBER_NO", "joined_on": "FFP_DATE", "gender": "GENDER",
            "tier": "FFP_TIER", "city": "WORK_CITY", "region": "WORK_PROVINCE",
        },
    ),
    "HubSpot": (None, {}),
}  # fmt: skip


@needs_shared
def test_headers_of_real_vendors(shared: Path) -> None:
    for vendor in json.loads((shared / "data" / "vendor_headers.json").read_text("utf-8")):
        kind, expected = next(
            value for name, value in VENDORS.items() if vendor["vendor"].startswith(name)
        )
        mapping = suggest(vendor["header"].split(","))
        assert (mapping and mapping.kind) == kind, vendor["vendor"]
        found = dict(mapping.columns) if mapping else {}
        assert expected.items() <= found.items(), vendor["vendor"]

"""订单, 兑换记录 and 礼品: from a file in the import to the profile and the list of rewards."""

from __future__ import annotations

import pytest

from pointbook.book import Book
from tests.pages.conftest import Visit, words
from tests.pages.test_pages_imports import planned, posted

ORDERS = (
    "订单号,会员号,下单时间,实付金额,商品名称,订单状态\n"
    "A1,M1,2026-05-01 10:00,100.5,保温杯,已完成\nA2,M9,2026-05-02,-20,帆布袋,已退款\nA3,M9,2026-05-03,五,帆布袋,\n"
)
REDEMPTIONS = (
    "兑换单号,会员号,兑换时间,礼品名称,兑换积分,状态\n"
    "E1,M1,2026-05-01 10:00,保温杯,500,已完成\nE2,M1,2026-05-02,雨伞,300,已取消\n"
)
REWARDS = "礼品编号,礼品名称,兑换积分,库存\nG1,保温杯,500,10\n"


def test_orders_are_counted_written_and_shown_with_their_customer(
    shown: Book, visit: Visit
) -> None:
    page = planned(visit, ORDERS)
    said = words(page)
    for label, value in (("订单", "2"), ("新客户", "1"), ("问题行", "1"), ("订单金额", "80.50")):
        assert f'{label}</div><div class="pb-value" title="{value}"' in said, label
    listed = next(each.value for each in page.dataframe if "code" in each.value)
    assert list(listed["code"]) == ["数字无效"]
    page = posted(page)
    assert page.success[0].value == "写入 2 个订单，涉及 2 位客户（新客户 1 位）。"

    profile = visit("customers/profile.py", customer="M1")
    orders = next(each.value for each in profile.dataframe if "order_no" in each.value)
    assert list(orders["order_no"]) == ["A1"]
    assert ">订单<" in words(profile)
    assert "兑换记录" not in words(profile)
    assert ">订单<" not in words(visit("customers/profile.py", customer="M2"))
    rows = visit("imports/history.py").dataframe[0].value
    assert next(iter(rows["records"])) == 2


def test_columns_that_orders_keep_are_told(shown: Book, visit: Visit) -> None:
    page = visit("imports/upload.py")
    text = "订单号,会员号,下单时间,实付金额,收货人,快递\nA1,M1,2026-05-01,5,张三,顺丰\n"
    page.file_uploader(key="upload_file").upload("订单.csv", text.encode()).run()
    assert not page.exception
    assert "保存为其他资料的列：收货人、快递" in words(page)
    assert "未使用的列" not in words(page)


def test_changed_orders_are_told_as_such(shown: Book, visit: Visit) -> None:
    posted(planned(visit, ORDERS))
    page = planned(visit, ORDERS.replace("100.5", "90"))
    assert '其中更新</div><div class="pb-value" title="1"' in words(page)
    assert "其中 1 条账簿中已有" in words(posted(page))


def test_redemptions_take_points_and_stand_on_the_profile(shown: Book, visit: Visit) -> None:
    before = shown.ledger.balance("M1").balance
    page = planned(visit, REDEMPTIONS)
    assert any("有 2 种礼品不在礼品清单里" in each.value for each in page.warning)
    assert '其中已取消</div><div class="pb-value" title="1"' in words(page)
    page = posted(page)
    assert "写入 2 条兑换记录（其中 1 条已取消，不扣积分）和 1 笔积分流水" in page.success[0].value
    assert shown.ledger.balance("M1").balance == before - 500

    profile = visit("customers/profile.py", customer="M1")
    found = next(each.value for each in profile.dataframe if "redemption_state" in each.value)
    assert list(found["redemption_state"]) == ["已取消，未扣积分", "已兑换"]

    page.button(key="undo_ask").click().run()
    page.button(key="undo_confirm").click().run()
    for _ in range(100):
        if page.success:
            break
        page.run()
    assert "2 条订单、礼品或兑换记录已撤下" in words(page)
    assert shown.ledger.balance("M1").balance == before


def test_rewards_begin_empty_and_lead_to_the_import(shown: Book, visit: Visit) -> None:
    page = visit("programme/rewards.py")
    assert "还没有礼品" in words(page)
    assert [each.proto.label for each in page.get("page_link")] == ["去导入"]
    assert not page.dataframe


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_rewards_are_listed_with_their_redemptions(shown: Book, visit: Visit, lang: str) -> None:
    posted(planned(visit, REWARDS))
    posted(planned(visit, REDEMPTIONS))
    page = visit("programme/rewards.py", lang=lang)
    listed = page.dataframe[0].value
    assert list(listed["reward_name"]) == ["保温杯"]
    assert list(listed["redemptions"]) == [1]
    assert list(listed["reward_state"]) == [{"zh": "可兑换", "en": "Can be had"}[lang]]
    assert {"zh": "礼品", "en": "Rewards"}[lang] in words(page)

"""Personal data on the pages: masked, shown in full at a press, and hidden again by another filter."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from pointbook.access import Actor, Right
from pointbook.book import Book
from pointbook.ui import session
from tests.pages.conftest import Visit, words

PAGES = (
    "customers/lookup.py", "points/statement.py", "analysis/ranking.py", "analysis/growth.py", "points/adjust.py",
    "customers/profile.py",
)  # fmt: skip


def everything(visitor: AppTest) -> str:
    """What the browser is told, as it is sent."""
    told = [words(visitor), *(each.value.to_csv() for each in visitor.dataframe)]
    told += [str(list(each.options)) for each in visitor.selectbox]
    told += [f"{each.value} {each.placeholder}" for each in visitor.text_input]
    told += [
        json.dumps(json.loads(e.proto.spec), ensure_ascii=False)
        for e in visitor.get("plotly_chart")
    ]
    return "\n".join(told)


def commands(book: Book) -> list[str]:
    book.traces.flush()
    return list(book.ask("book/links")["command"])


@pytest.mark.parametrize("file", PAGES)
def test_no_page_holds_a_full_name_or_phone(file: str, shown: Book, visit: Visit) -> None:
    session.act_as(Actor("u", frozenset(Right)))
    for query in ({}, {"customer": "M1"}):
        told = everything(visit(file, **query))
        assert "曾小贤" not in told
        assert "13800001234" not in told
    assert "unmask" not in commands(shown)


def test_a_press_shows_all_and_leaves_a_trace(shown: Book, visit: Visit) -> None:
    session.act_as(Actor("u", frozenset(Right)))
    visitor = visit("customers/profile.py", customer="M1")
    assert "曾**" in words(visitor)

    visitor.button(key="privacy_unmask").click().run()

    assert "13800001234" in words(visitor)
    assert "曾小贤" in words(visitor)
    told = shown.ask("book/links").filter(command="unmask")["details"].item()
    assert json.loads(told)["customer_no"] == "M1"
    visitor.query_params["customer"] = "M2"
    visitor.run()
    assert "胡**" in words(visitor)


def test_the_list_is_masked_again_by_another_search(shown: Book, visit: Visit) -> None:
    session.act_as(Actor("u", frozenset(Right)))
    visitor = visit("customers/lookup.py")
    visitor.button(key="privacy_unmask").click().run()
    assert "曾小贤" in list(visitor.dataframe[0].value["name"])

    visitor.text_input(key="search").set_value("M1").run()

    assert list(visitor.dataframe[0].value["name"]) == ["曾**"]
    told = json.loads(shown.ask("book/links").filter(command="unmask")["details"].item())
    assert told == {"page": "lookup", "rows": 3}


def test_without_the_right_there_is_no_button(shown: Book, visit: Visit) -> None:
    session.act_as(Actor("u", frozenset((Right.EXPORT,))))
    visitor = visit("customers/profile.py", customer="M1")
    assert not [each for each in visitor.button if each.key == "privacy_unmask"]
    assert commands(shown).count("view") == 1


def test_an_empty_field_of_the_form_keeps_what_is_masked(shown: Book, visit: Visit) -> None:
    session.act_as(Actor("u", frozenset((Right.EDIT_CUSTOMER,))))
    visitor = visit("customers/profile.py", customer="M1")
    city = next(each for each in visitor.text_input if str(each.key).endswith("_city"))
    city.set_value("上海")
    next(each for each in visitor.button if each.proto.is_form_submitter).click().run()

    customer = shown.customers.get("M1")
    assert (customer.name, customer.phone, customer.city) == ("曾小贤", "13800001234", "上海")


def test_who_signed_in_long_ago_is_asked_again_before_erasing(shown: Book, visit: Visit) -> None:
    session.act_as(replace(session.actor(), is_fresh=False))
    visitor = visit("customers/profile.py", customer="M1")
    assert "请再次输入密码" in words(visitor)
    assert 'href="/confirm?next=' in everything(visitor)
    assert not [each for each in visitor.button if each.key and "erase_M1" in each.key]


def test_a_customer_is_erased_only_behind_their_number(shown: Book, visit: Visit) -> None:
    visitor = visit("customers/profile.py", customer="M1")
    erase = next(each for each in visitor.button if each.key and "erase_M1" in each.key)
    visitor.text_input(key="erase_reason").set_value("request")
    visitor.text_input(key="erase_confirm").set_value("M2")
    erase.click().run()
    assert shown.customers.get("M1").name == "曾小贤"
    assert visitor.error

    visitor.text_input(key="erase_confirm").set_value("M1")
    next(each for each in visitor.button if each.key and "erase_M1" in each.key).click().run()

    assert "已注销-" in words(visitor)
    assert "曾小贤" not in everything(visitor)


def test_all_that_is_held_is_handed_out_to_those_who_may(shown: Book, visit: Visit) -> None:
    for missing in (Right.UNMASK, Right.EXPORT):
        session.act_as(Actor("u", frozenset(Right) - {missing}))
        visitor = visit("customers/profile.py", customer="M1")
        assert not [e for e in visitor.get("download_button") if "JSON" in e.proto.label]

    session.act_as(Actor("u", frozenset(Right)))
    visitor = visit("customers/profile.py", customer="M1")
    labels = [each.proto.label for each in visitor.get("download_button")]
    assert {"下载 Excel（每部分一张表）", "下载 JSON（供程序读取）"} <= set(labels)
    assert "export" not in commands(shown)  # drawn, not yet made

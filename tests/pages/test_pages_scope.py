"""What a user of a narrow scope sees of the pages."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from pointbook.access import Actor, Scope
from pointbook.book import Book
from pointbook.ui import session
from tests.pages.conftest import Visit, words

PAGES = (
    "customers/lookup.py", "points/statement.py", "analysis/ranking.py", "analysis/growth.py", "points/adjust.py",
    "programme/rewards.py", "customers/profile.py",
)  # fmt: skip


def tables(visitor: AppTest) -> str:
    return "".join(each.value.to_csv() for each in visitor.dataframe)


def placed(book: Book) -> None:
    book.customers.edit("M1", department="华东", actor="t")
    book.customers.edit("M2", department="华南", actor="t")


@pytest.mark.parametrize("file", PAGES)
def test_no_page_tells_of_a_customer_outside(file: str, shown: Book, visit: Visit) -> None:
    placed(shown)
    session.act_as(Actor("u", scope=Scope("department", ("华东",))))

    for query in ({}, {"customer": "M2"}):
        visitor = visit(file, **query)
        told = words(visitor).replace("M2", "") + tables(visitor)
        assert "胡一菲" not in told
        assert "13900005678" not in told


def test_the_same_answer_is_not_kept_for_one_who_sees_less(shown: Book, visit: Visit) -> None:
    placed(shown)
    assert "胡一菲" in tables(visit("customers/lookup.py"))

    session.act_as(Actor("u", scope=Scope("department", ("华东",))))

    visitor = visit("customers/lookup.py")
    assert "曾小贤" in tables(visitor)
    assert "胡一菲" not in tables(visitor)


def test_a_profile_outside_is_unknown(shown: Book, visit: Visit) -> None:
    placed(shown)
    session.act_as(Actor("u", scope=Scope("own", ("u",))))

    visitor = visit("customers/profile.py", customer="M2")

    assert visitor.error


def test_pages_about_all_customers_are_closed(shown: Book, visit: Visit) -> None:
    session.act_as(Actor("u", scope=Scope("own", ("u",))))
    for file in ("imports/upload.py", "imports/history.py", "manage/users.py", "manage/backup.py"):
        assert visit(file).error, file
    assert shown.data_version

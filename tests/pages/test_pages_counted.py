"""统计口径 on the pages: one choice for all of them, in the URL, said under the figures."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from pointbook.book import Book
from tests.pages.conftest import Visit, words

NAMING = ("customers/lookup.py", "analysis/ranking.py", "points/statement.py")
PAGES = (*NAMING, "analysis/growth.py")


def tables(visitor: AppTest) -> str:
    return "".join(each.value.to_csv() for each in visitor.dataframe)


def staffed(book: Book) -> None:
    book.customers.edit("M2", status="员工", actor="t")


@pytest.mark.parametrize("file", PAGES)
def test_all_accounts_count_until_somebody_chooses(file: str, shown: Book, visit: Visit) -> None:
    staffed(shown)
    visitor = visit(file)
    assert "统计口径：全部账户，含状态为员工的 1 个账户。" in words(visitor)
    assert file not in NAMING or "胡一菲" in tables(visitor)


@pytest.mark.parametrize("file", PAGES)
def test_a_link_leaves_staff_out_and_says_so(file: str, shown: Book, visit: Visit) -> None:
    staffed(shown)
    visitor = visit(file, counted="customers", period="everything")
    assert "统计口径：有效客户，不含员工、测试与注销账户（状态为员工，共 1 个）。" in words(visitor)
    assert file not in NAMING or "曾小贤" in tables(visitor)
    assert "胡一菲" not in tables(visitor)


def test_growth_closes_with_the_points_of_those_that_count(shown: Book, visit: Visit) -> None:
    staffed(shown)
    assert "1550.0," in tables(
        visit("analysis/growth.py", counted="customers", period="everything")
    )
    assert "1550.0," not in tables(visit("analysis/growth.py", period="everything"))


def test_a_choice_holds_on_the_next_page_and_stands_in_its_address(
    shown: Book, visit: Visit
) -> None:
    staffed(shown)
    visitor = visit("analysis/ranking.py")
    visitor.selectbox(key="counted").select("customers").run()
    assert visitor.query_params["counted"] == "customers"

    visitor.switch_page("analysis/growth.py").run()

    assert not visitor.exception
    assert "不含员工" in words(visitor)
    assert visitor.query_params["counted"] == "customers"

    visitor.selectbox(key="counted").select("all").run()
    visitor.switch_page("analysis/ranking.py").run()
    assert "统计口径：全部账户" in words(visitor)


def test_the_statement_of_one_customer_is_theirs_whoever_they_are(
    shown: Book, visit: Visit
) -> None:
    staffed(shown)
    visitor = visit("points/statement.py", customer="M2", counted="customers")
    assert "统计口径" not in words(visitor)
    assert visitor.dataframe

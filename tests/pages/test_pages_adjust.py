"""积分调整: the effect is shown first, it is done once, and it can be taken back."""

from __future__ import annotations

from decimal import Decimal

from streamlit.testing.v1 import AppTest

from pointbook.book import Book
from tests.pages.conftest import Visit, words

PAGE = "points/adjust.py"


def filled_in(visit: Visit, points: str, way: str = "up") -> AppTest:
    page = visit(PAGE, customer="M1")
    page.segmented_control(key="adjust_way").set_value(way)
    page.run()
    if way != "clear":
        page.text_input(key="adjust_points").set_value(points)
    page.selectbox(key="adjust_reason").set_value("misuse" if way == "clear" else "correction")
    submit = next(each for each in page.button if each.label == "预览")
    return submit.click().run()


def balance(book: Book) -> Decimal:
    return book.ledger.balance("M1").balance


def test_the_effect_is_shown_before_anything_is_written(shown: Book, visit: Visit) -> None:
    page = filled_in(visit, "1,000.50")
    assert balance(shown) == 1550
    assert "2,550.50" in words(page)
    page.button(key="adjust_confirm").click().run()
    assert balance(shown) == Decimal("2550.50")
    assert page.success[0].value.startswith("已为 M1 调增 1,000.50")


def test_pressed_twice_it_is_done_once(shown: Book, visit: Visit) -> None:
    page = filled_in(visit, "100")
    confirm = page.button(key="adjust_confirm")
    confirm.click().run()
    entries = shown.ledger.entries("M1").height
    # The second press of a double click still carries the button of the page before.
    confirm.click().run()
    assert not page.exception
    assert balance(shown) == 1650
    assert shown.ledger.entries("M1").height == entries


def test_points_can_be_taken_and_cleared(shown: Book, visit: Visit) -> None:
    filled_in(visit, "50", "down").button(key="adjust_confirm").click().run()
    assert balance(shown) == 1500
    page = filled_in(visit, "", "clear")
    page.button(key="adjust_confirm").click().run()
    assert not page.exception
    assert balance(shown) == 0


def test_what_was_just_done_can_be_reversed_once(shown: Book, visit: Visit) -> None:
    page = filled_in(visit, "100")
    page.button(key="adjust_confirm").click().run()
    page.button(key="adjust_reverse_last").click().run()
    assert balance(shown) == 1650
    page.button(key="reverse_confirm").click().run()
    assert balance(shown) == 1550
    assert any(each.value.startswith("已冲正") for each in page.success)
    # The answer stands above the form, where the eye is.
    kinds = [each.type for each in page.main if each.type in ("success", "button_group")]
    assert kinds == ["success", "button_group"]


def test_a_stale_form_is_refused(shown: Book, visit: Visit) -> None:
    page = filled_in(visit, "100")
    shown.ledger.earn("M1", 5, actor="somebody")
    page.button(key="adjust_confirm").click().run()
    assert balance(shown) == 1555
    assert "在您填写期间已有变动" in page.error[0].value


def test_bad_amounts_are_one_sentence_and_write_nothing(shown: Book, visit: Visit) -> None:
    assert filled_in(visit, " ").error[0].value.startswith("积分数不能为空")
    for typed in ("0", "-5", "NaN", "1.234", "9" * 19, "一百"):
        page = filled_in(visit, typed)
        assert page.error[0].value.startswith("积分数"), typed
        assert balance(shown) == 1550


def test_more_than_there_is_is_refused_with_both_numbers(shown: Book, visit: Visit) -> None:
    page = filled_in(visit, "99999", "down")
    assert balance(shown) == 1550
    assert "99,999" in page.error[0].value


def test_the_last_thirty_days_are_listed(shown: Book, visit: Visit) -> None:
    assert "近30天没有手工调整" in words(visit(PAGE))
    filled_in(visit, "100").button(key="adjust_confirm").click().run()
    rows = visit(PAGE).dataframe[0].value
    assert list(rows["before_after"]) == ["1,550 → 1,650"]
    assert {"customer_no", "name"} <= set(rows)
    assert not {"customer_no", "name"} & set(visit(PAGE, customer="M1").dataframe[0].value)
    assert list(rows["state"]) == ["已入账"]

"""Empty files to fill in: a sheet with drop-downs and one that explains each column, or plain CSV."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any, Literal

import xlsxwriter

from pointbook.columns import label
from pointbook.texts import has_text, say, section

Form = Literal["xlsx", "csv"]
FORMS: tuple[Form, ...] = ("xlsx", "csv")
_ROWS = 5_000
"""Rows that have drop-downs and the form of their column."""
_NEEDED = {
    "customers": ("customer_no",),
    "points": ("customer_no", "points", "occurred_at"),
    "orders": ("customer_no", "order_no", "ordered_at", "amount"),
    "rewards": ("reward_name", "points_price"),
    "redemptions": ("customer_no", "reward_name", "points", "redeemed_at"),
}
_FIELDS = {
    "customers": (
        "customer_no", "name", "phone", "email", "gender", "birthday", "joined_on", "region", "city", "store",
        "department", "owner", "tier", "status", "tags",
    ),
    "points": (
        "customer_no", "points", "kind", "occurred_at", "ref", "reason", "store", "channel", "campaign", "amount",
        "expires_at", "available_from", "note",
    ),
    "orders": (
        "order_no", "customer_no", "ordered_at", "amount", "paid_points", "quantity", "product", "store", "channel",
        "campaign", "status",
    ),
    "rewards": (
        "reward_no", "reward_name", "category", "points_price", "money_value", "stock", "valid_from", "valid_until",
        "status",
    ),
    "redemptions": (
        "redemption_no", "customer_no", "redeemed_at", "reward_no", "reward_name", "quantity", "points", "status",
        "store", "channel",
    ),
}  # fmt: skip
_DATES = frozenset(
    {"birthday", "joined_on", "expires_at", "available_from", "valid_from", "valid_until"}
)
_TIMES = frozenset({"occurred_at", "ordered_at", "redeemed_at"})
_AS_TEXT = frozenset({"customer_no", "phone", "ref", "order_no", "reward_no", "redemption_no"})
_STATUSES = {
    "orders": "order_statuses",
    "rewards": "reward_statuses",
    "redemptions": "redemption_statuses",
}
_KINDS = ("earn", "redeem", "adjust_up", "adjust_down", "expire", "clear", "opening")


@dataclass(frozen=True, slots=True)
class _Column:
    field: str
    header: str
    help: str
    example: str
    is_needed: bool
    choices: tuple[str, ...]


def template(kind: str, lang: str, form: Form) -> bytes:
    """An empty file for a kind of import; every header is one that the import maps by itself."""
    columns = [_column(kind, field, lang) for field in _FIELDS[kind]]
    return _csv(columns) if form == "csv" else _xlsx(kind, columns, lang)


def kinds() -> tuple[str, ...]:
    """The kinds of import that have a template."""
    return tuple(_FIELDS)


def _column(kind: str, field: str, lang: str) -> _Column:
    return _Column(
        field,
        label(field, lang),
        _said("template_help", kind, field, lang),
        _said("template_examples", kind, field, lang),
        field in _NEEDED[kind],
        _choices(kind, field, lang),
    )


def _said(name: str, kind: str, field: str, lang: str) -> str:
    """What is said of a field in one kind of file, or else wherever it stands."""
    own = f"{name}.{kind}_{field}"
    return say(own if has_text(own, lang) else f"{name}.{field}", lang)


def examples(kind: str, lang: str) -> dict[str, str]:
    """A row as somebody would fill it in: header → cell."""
    columns = [_column(kind, field, lang) for field in _FIELDS[kind]]
    return {column.header: column.example for column in columns}


def _choices(kind: str, field: str, lang: str) -> tuple[str, ...]:
    if field == "kind":
        words = dict(section("kinds", lang))
        return tuple(words[each] for each in _KINDS)
    if field == "gender":
        return tuple(say("template.genders", lang).split("|"))
    if field == "status" and kind in _STATUSES:
        return tuple(say(f"template.{_STATUSES[kind]}", lang).split("|"))
    return ()


def _csv(columns: list[_Column]) -> bytes:
    text = StringIO()
    csv.writer(text).writerow([column.header for column in columns])
    return text.getvalue().encode("utf-8-sig")


def _xlsx(kind: str, columns: list[_Column], lang: str) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.set_properties({"title": say(f"template.{kind}", lang)})
        _write_form(book, columns, lang)
        _write_explanations(book, columns, lang)
    return file.getvalue()


def _write_form(book: Any, columns: list[_Column], lang: str) -> None:
    sheet = book.add_worksheet(say("template.form", lang))
    head = {"bold": True, "bottom": 1, "valign": "vcenter"}
    needed = book.add_format({**head, "bg_color": "#DCE8F7"})
    optional = book.add_format({**head, "bg_color": "#F2F2F2"})
    text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy-mm-dd"})
    instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for place, column in enumerate(columns):
        form = instant if column.field in _TIMES else day if column.field in _DATES else None
        # Numbers of customers and phones keep their zeros only in cells that are text.
        cells = text if column.field in _AS_TEXT else form
        sheet.set_column(place, place, max(12, 2 * len(column.header) + 4), cells)
        sheet.write_string(0, place, column.header, needed if column.is_needed else optional)
        sheet.write_comment(0, place, column.help)
        if column.choices:
            sheet.data_validation(
                1, place, _ROWS, place, {"validate": "list", "source": list(column.choices)}
            )
    sheet.freeze_panes(1, 1)


def _write_explanations(book: Any, columns: list[_Column], lang: str) -> None:
    sheet = book.add_worksheet(say("template.explanations", lang))
    bold, wrapped = (
        book.add_format({"bold": True}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    titles = ("column", "needed", "help", "example", "choices")
    for place, (name, width) in enumerate(zip(titles, (16, 10, 60, 20, 40), strict=True)):
        sheet.set_column(place, place, width, wrapped)
        sheet.write_string(0, place, say(f"template.{name}", lang), bold)
    for row, column in enumerate(columns, start=1):
        needed = say("template.yes", lang) if column.is_needed else ""
        for place, cell in enumerate(
            (column.header, needed, column.help, column.example, " / ".join(column.choices))
        ):
            sheet.write_string(row, place, cell, wrapped)
    sheet.write_string(len(columns) + 2, 0, say("template.extra", lang))

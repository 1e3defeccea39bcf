"""Sums written out: a proof line of one's own terms, and an account line by line."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import streamlit as st

from pointbook.texts import number_text
from pointbook.ui import feedback

if TYPE_CHECKING:
    from pointbook.ui.start import Page


@dataclass(frozen=True)
class Step:
    """One line of an account: its sign, what it is, and its value as it reads."""

    sign: str
    label: str
    value: str
    is_result: bool = False
    note: str = ""


def proof(page: Page, terms: Sequence[tuple[str, Decimal]], result: tuple[str, Decimal]) -> None:
    """A proof line: the terms, signed, make up the result, or by how much they do not."""
    gap = sum((value for _, value in terms), Decimal(0)) - result[1]
    written = ""
    for place, (name, value) in enumerate(terms):
        sign = "" if not place and value >= 0 else " − " if value < 0 else " + "
        written += f"{sign}{html.escape(name)} <b>{number_text(abs(value))}</b>"
    line = page.say("sums.line").format(
        terms=written, result=f"{html.escape(result[0])} <b>{number_text(result[1])}</b>"
    )
    feedback.verdict(page, line, gap, "sums.broken")


def steps(lines: Sequence[Step]) -> None:
    """An account, one line a step: the signs before, the values flush right, results in bold."""
    rows = "".join(
        f'<tr class="{"pb-result" if each.is_result else ""}"><td>{html.escape(each.sign)}</td>'
        f"<th scope='row'>{html.escape(each.label)}"
        f"{f'<small>{html.escape(each.note)}</small>' if each.note else ''}</th>"
        f"<td>{html.escape(each.value)}</td></tr>"
        for each in lines
    )
    st.html(f'<table class="pb-steps">{rows}</table>')

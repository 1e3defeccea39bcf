from __future__ import annotations

from io import BytesIO

import pytest
from xlsxwriter.worksheet import Worksheet

from pointbook.book import Book
from pointbook.columns import label
from pointbook.imports.cell_words import cancelled_words, kind_words
from pointbook.imports.headers import plain
from pointbook.imports.templates import FORMS, Form, examples, kinds, template
from pointbook.texts import section
from tests.import_workbooks import workbook


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", kinds())
def test_every_column_of_a_template_is_mapped_without_help(
    kind: str, form: Form, lang: str, memory_book: Book
) -> None:
    draft = memory_book.imports.read(template(kind, lang, form), filename=f"template.{form}")
    assert draft.rows == 0
    mapping = draft.mapping_for(kind)
    assert sorted(mapping.values()) == sorted(draft.columns)
    assert all(label(field, lang) == name for field, name in mapping.items())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_choice_of_a_kind_is_a_word_the_import_knows(lang: str) -> None:
    words = section("kinds", lang)
    for kind in ("earn", "redeem", "adjust_up", "adjust_down", "expire", "clear", "opening"):
        assert kind_words()[plain(words[kind])] == kind


def test_a_filled_template_is_imported(memory_book: Book) -> None:
    header = template("points", "zh", "csv").decode("utf-8-sig").strip().split(",")
    row = {
        "客户号": "007",
        "积分": "12.5",
        "类型": "获得",
        "时间": "2026-03-05 14:30",
        "单号": "N1",
    }
    line = ",".join(row.get(name, "") for name in header)
    assert set(row) <= set(header)
    text = f"{','.join(header)}\n{line}\n"
    run = memory_book.imports.read(text.encode(), filename="t.csv").plan().post(actor="t")
    assert (run.entries, run.problems) == (1, 0)
    assert memory_book.ledger.entries("007")["ref"].to_list() == ["N1"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", kinds())
def test_a_template_filled_with_its_example_is_imported_without_a_problem(
    kind: str, form: Form, lang: str, memory_book: Book
) -> None:
    empty = memory_book.imports.read(template(kind, lang, form), filename=f"template.{form}")
    row = examples(kind, lang)
    assert empty.columns == [*row]
    rows = [empty.columns, [*row.values()]]
    text = "\n".join(",".join(f'"{cell}"' for cell in each) for each in rows).encode()
    filled = workbook(lambda sheet: _filled(sheet, rows)) if form == "xlsx" else text

    draft = memory_book.imports.read(filled, filename=f"filled.{form}")

    assert draft.kind == kind
    plan = draft.plan()
    assert plan.problems.is_empty(), plan.problems
    assert sorted(plan.mapping.values()) == sorted(draft.columns)
    plan.post(actor="t")
    assert draft.plan().duplicates == 1
    assert memory_book.verify() == []


def _filled(sheet: Worksheet, rows: list[list[str]]) -> None:
    for place, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            sheet.write_string(place, column, cell)


def test_every_choice_of_a_status_is_one_the_import_knows() -> None:
    for lang in ("zh", "en"):
        cancelled = section("template", lang)["redemption_statuses"].split("|")[-1]
        assert plain(cancelled) in cancelled_words()
        assert plain(examples("redemptions", lang)[label("status", lang)]) not in cancelled_words()


def test_a_workbook_offers_its_choices_and_explains_itself() -> None:
    import zipfile

    with zipfile.ZipFile(BytesIO(template("points", "zh", "xlsx"))) as parts:
        form = parts.read("xl/worksheets/sheet1.xml").decode()
        assert "获得,消耗" in form.replace("&quot;", "")
        texts = parts.read("xl/sharedStrings.xml").decode()
    assert "最后一个有效日" in texts

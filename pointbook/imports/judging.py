"""The rows of a file while they are judged: cells by field, and the problems found so far."""

from __future__ import annotations

from functools import cached_property

import polars as pl

from pointbook.imports import amount_texts, headers, values
from pointbook.imports.checked import PROBLEMS, no_problems
from pointbook.imports.date_orders import EITHER, UNSAID, DateOrder, Decide, Evidence, evidence
from pointbook.imports.mapping import Mapping
from pointbook.imports.tables import ROW, Notice, Table

MAX_CUSTOMER_NO = 64
MAX_TEXT = 500
DATES = (
    "occurred_at", "date", "expires_at", "available_from", "birthday", "joined_on", "ordered_at", "redeemed_at",
    "valid_from", "valid_until",
)  # fmt: skip
_SHOWN = 100
"""Characters of a wrong value that are kept."""


class Judging:
    """Collects problems by row, column and value; a row with any of them is not posted."""

    def __init__(self, table: Table, mapping: Mapping, fields: tuple[str, ...]) -> None:
        self.table = table
        self.mapping = mapping
        mapped = tuple(name for field in fields if (name := mapping.column(field)))
        rows = table.scan((*mapped, *mapping.own))
        # What somebody typed in the place of a cell was not there when the file was looked through.
        has_unseen = table.layout.has_unseen or table.corrections.height > 0
        self.cells = values.tidied(rows, but=ROW, has_unseen=has_unseen)
        self.rows = self.cells[ROW]
        self._meant: dict[str, pl.Series] = {}
        self._found: list[pl.DataFrame] = []
        self._notices: dict[str, Notice] = {}
        for field in fields:
            self._flag_errors(field)

    def text_of(self, field: str) -> pl.Series | None:
        """The tidy text of a field's column, null where blank; None where it is not mapped.

        Words that the mapping knows are there already as what they stand for.
        """
        name = self.mapping.column(field)
        if name is None or field not in self.mapping.values:
            return None if name is None else self.cells[name]
        if field not in self._meant:
            self._meant[field] = values.mapped(self.cells[name], self.mapping.values[field])
        return self._meant[field]

    def needed(self, field: str) -> pl.Series:
        """The tidy text of a field that the mapping was found to have."""
        cells = self.text_of(field)
        if cells is None:
            raise AssertionError(field)
        return cells

    def amounts(self, field: str) -> pl.Series:
        """A field in hundredths, null where blank or wrong; what is no amount is a problem."""
        cells = self.text_of(field)
        if cells is None:
            return pl.repeat(None, len(self.rows), dtype=pl.Int64, eager=True)
        exponent = headers.exponents(field)[self.mapping.unit(field)]
        hundredths, codes = amount_texts.amounts(cells, exponent)
        self.flag_codes(codes, field)
        return hundredths

    def order(self, field: str) -> Decide:
        """How dates of a field are meant that can be meant either way; noted where nothing tells."""

        def decide(either: pl.Series) -> DateOrder:
            if self.mapping.date_order is not None:
                return self.mapping.date_order
            own = evidence(either)
            proof = own if own.order else self._evidence
            if not proof.is_clear:
                column = self.mapping.columns[field]
                self._notices[column] = Notice("ambiguous_dates", either.len(), column)
            return proof.order or UNSAID

        return decide

    @cached_property
    def _evidence(self) -> Evidence:
        """What the dates of all columns together prove."""
        columns = [cells for field in DATES if (cells := self.text_of(field)) is not None]
        either = [each.filter(each.str.contains(EITHER)).drop_nulls() for each in columns]
        return sum(map(evidence, either), Evidence())

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What is odd about the cells, though they can be read."""
        return tuple(self._notices.values())

    def flag(self, where: pl.Series, field: str, code: str, text: pl.Series | None = None) -> None:
        """Note a problem in each row where `where` is true, with the field's column and its text."""
        if not where.any():
            return
        column = self.mapping.column(field)
        cells = text if text is not None or column is None else self.cells[column]
        rows = self.rows.filter(where)
        shown = "" if cells is None else cells.filter(where).str.slice(0, _SHOWN)
        self._found.append(
            pl.DataFrame({ROW: rows}).with_columns(
                column=pl.lit(column or field),
                value=pl.lit(shown),
                code=pl.lit(code),
            )
        )

    def _flag_errors(self, field: str) -> None:
        cells = self.text_of(field)
        if cells is not None and cells.str.starts_with("#").any():
            is_error = cells.str.contains(values.ERROR_CELL)
            self.flag(is_error.fill_null(False), field, "error_cell")

    def flag_codes(self, codes: pl.Series, field: str) -> None:
        """Note the problems that a column of codes names, null where there is none."""
        for code in codes.drop_nulls().unique():
            self.flag((codes == code).fill_null(False), field, code)

    def flag_ragged(self, core: tuple[str, ...]) -> None:
        """Note rows with cells beyond the header, or without a cell of one of the core fields."""
        ragged = self.table.ragged
        if ragged.is_empty():
            return
        width = self.table.layout.width
        widths = pl.DataFrame({ROW: self.rows}).join(
            ragged, on=ROW, how="left", maintain_order="left"
        )
        cells = widths["width"].fill_null(width)
        self.flag(cells > width, "", "extra_cells")
        mapped = {field: name for field in core if (name := self.mapping.column(field))}
        for field, name in mapped.items():
            self.flag(cells <= self.table.position(name), field, "missing_cells")

    def text(self, field: str, limit: int = MAX_TEXT) -> pl.Series:
        """A field as tidy text, null where blank; an overlong text is a problem."""
        cells = self.text_of(field)
        if cells is None:
            return pl.repeat(None, len(self.rows), dtype=pl.String, eager=True)
        if (cells.str.len_bytes() > limit).any():  # bytes are quicker to count, and never fewer
            self.flag((cells.str.len_chars() > limit).fill_null(False), field, "too_long")
        return cells

    def identifier(self, field: str, limit: int = MAX_TEXT) -> pl.Series:
        """A field as an identifier, which also must not be a number that lost its digits."""
        cells = self.text(field, limit)
        damaged = cells.str.contains(values.DAMAGED_NUMBER).fill_null(False)
        self.flag(damaged, field, "damaged_number")
        return values.identifiers(cells)

    def customer_no(self) -> pl.Series:
        """The customer's number, which every row must have."""
        numbers = self.identifier("customer_no", MAX_CUSTOMER_NO)
        self.flag(numbers.is_null(), "customer_no", "missing_value")
        return numbers

    @property
    def problems(self) -> pl.DataFrame:
        """All problems, by row; of several in one cell the first found."""
        if not self._found:
            return no_problems()
        found = pl.concat(self._found).cast(PROBLEMS)
        return found.unique([ROW, "column"], keep="first", maintain_order=True).sort(
            ROW, maintain_order=True
        )

    @property
    def is_fine(self) -> pl.Series:
        """Whether each row has no problem so far."""
        if not self._found:
            return pl.repeat(True, len(self.rows), eager=True)
        return self.rows.is_in(pl.concat(self._found)[ROW].unique().implode()).not_()

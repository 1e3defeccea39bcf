"""The files that a table can leave as."""

from __future__ import annotations

from io import BytesIO
from typing import BinaryIO, Final, Literal, TypeAlias, get_args

from pointbook.errors import TooManyRows
from pointbook.exports.csv import write_csv
from pointbook.exports.parquet import write_parquet
from pointbook.exports.progress import Progress, unwatched
from pointbook.exports.sheet import Sheet
from pointbook.exports.xlsx import write_xlsx

TableFormat: TypeAlias = Literal["csv", "xlsx", "parquet"]
TABLE_FORMATS: Final[tuple[TableFormat, ...]] = get_args(TableFormat)
MIME: Final = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "png": "image/png",
    "svg": "image/svg+xml",
    "html": "text/html",
    "pdf": "application/pdf",
}
MOST_ROWS: Final = 1_000_000
"""Rows of one file. More than a spreadsheet shows, and than anybody reads."""


def write_table(
    sheet: Sheet,
    to: TableFormat,
    file: BinaryIO,
    *,
    about_title: str = "",
    progress: Progress = unwatched,
) -> None:
    """Write the table; `about_title` names the second sheet of a workbook. TooManyRows."""
    if sheet.frame.height > MOST_ROWS:
        raise TooManyRows(rows=sheet.frame.height, limit=MOST_ROWS)
    if to == "csv":
        write_csv(sheet, file, progress)
    elif to == "xlsx":
        write_xlsx(sheet, file, about_title, progress)
    else:
        write_parquet(sheet, file, progress)


def table_file(sheet: Sheet, to: TableFormat, about_title: str = "") -> bytes:
    """The table as one file in memory. TooManyRows."""
    file = BytesIO()
    write_table(sheet, to, file, about_title=about_title)
    return file.getvalue()

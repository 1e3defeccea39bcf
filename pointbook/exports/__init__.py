"""Files that leave the house: what a table shows as CSV, XLSX and Parquet."""

from pointbook.exports.csv import csv_file
from pointbook.exports.formats import (
    MIME,
    MOST_ROWS,
    TABLE_FORMATS,
    TableFormat,
    table_file,
    write_table,
)
from pointbook.exports.names import file_name
from pointbook.exports.person import person_file
from pointbook.exports.sheet import Sheet, sheet
from pointbook.exports.xlsx import xlsx_file

__all__ = [
    "MIME",
    "MOST_ROWS",
    "TABLE_FORMATS",
    "Sheet",
    "TableFormat",
    "csv_file",
    "file_name",
    "person_file",
    "sheet",
    "table_file",
    "write_table",
    "xlsx_file",
]

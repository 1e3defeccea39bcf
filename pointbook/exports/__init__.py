"""Files that leave the house: CSV and XLSX of what a table shows."""

from pointbook.exports.csv import csv_file
from pointbook.exports.names import file_name
from pointbook.exports.person import person_file
from pointbook.exports.sheet import Sheet, sheet
from pointbook.exports.xlsx import xlsx_file

__all__ = ["Sheet", "csv_file", "file_name", "person_file", "sheet", "xlsx_file"]

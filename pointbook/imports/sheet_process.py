"""The process that reads one sheet of a workbook, within its own limits, and leaves it as a file.

Run by reader_process: workbook, target, the visibility of each sheet as JSON where
it is known (else {}), and the sheet's name if one was chosen. It prints what it found, or why not,
as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import fastexcel
import pyarrow as pa

ERROR_WORDS = {
    "Div0": "#DIV/0!", "NA": "#N/A", "Name": "#NAME?", "Null": "#NULL!", "Num": "#NUM!",
    "Ref": "#REF!", "Value": "#VALUE!", "GettingData": "#GETTING_DATA",
}  # fmt: skip


def main(arguments: list[str]) -> None:
    """Read, write the target, print the answer."""
    path, target, visibility, *sheet = arguments
    try:
        answer = _read(path, target, json.loads(visibility), sheet[0] if sheet else None)
    except (fastexcel.FastExcelError, ValueError, OSError) as trouble:
        answer = {"refused": _reason(str(trouble))}
    print(json.dumps(answer))


def _read(path: str, target: str, known: dict[str, str], wanted: str | None) -> dict[str, Any]:
    workbook = fastexcel.read_excel(path)
    # A sheet that is nothing but a chart has a name, too, and cannot be read.
    names = [name for name in workbook.sheet_names if known.get(name) != "chart"]
    if wanted is not None and wanted not in names:
        return {"refused": "unknown_sheet"}
    loaded = {name: _load(workbook, name) for name in names if name not in known}
    visibility = {name: known.get(name) or loaded[name].visible for name in names}
    visible = [name for name in names if visibility[name] == "visible"]
    for name in [wanted] if wanted else visible:
        chosen = loaded.get(name) or _load(workbook, name)
        if chosen.height:
            break
    else:
        return {"refused": "empty"}
    batch, errors = chosen.to_arrow_with_errors()
    positional = pa.RecordBatch.from_arrays(
        batch.columns, names=[str(index) for index in range(batch.num_columns)]
    )
    with pa.OSFile(target, "wb") as file, pa.ipc.new_file(file, positional.schema) as writer:
        writer.write_batch(positional)
    return {
        "sheets": names,
        "visibility": [visibility[name] for name in names],
        "sheet": chosen.name,
        "first_column": min(each.absolute_index for each in chosen.selected_columns),
        "errors": [
            (*each.offset_position, _error_word(each.detail))
            for each in (errors.errors if errors else [])
        ],
    }


def _load(workbook: fastexcel.ExcelReader, name: str) -> fastexcel.ExcelSheet:
    return workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")


def _error_word(detail: str) -> str:
    code = detail.rpartition("Error(")[2].partition(")")[0]
    return ERROR_WORDS.get(code, "#ERROR!")


def _reason(trouble: str) -> str:
    text = trouble.lower()
    if "password" in text:
        return "password"
    if "cell limit" in text:
        return "too_many_cells"
    return "damaged"


if __name__ == "__main__":
    main(sys.argv[1:])
    # Giving millions of cells back one by one takes a quarter of a second that somebody waits for.
    sys.stdout.flush()
    os._exit(0)

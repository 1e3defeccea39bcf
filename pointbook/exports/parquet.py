"""Parquet for further programs: the stored values and names, so that points stay decimals and days stay dates."""

from __future__ import annotations

import json
from typing import BinaryIO

from pointbook.exports.progress import Progress, unwatched
from pointbook.exports.sheet import Sheet


def write_parquet(sheet: Sheet, file: BinaryIO, progress: Progress = unwatched) -> None:
    """The table as one Parquet file; labels and what it was asked for lie in its metadata, as JSON."""
    frame = sheet.frame if sheet.stored is None else sheet.stored
    told = {
        "title": sheet.title,
        "labels": {each.name: each.label for each in sheet.columns},
        "about": dict(sheet.about),
    }
    frame.write_parquet(
        file, compression="zstd", metadata={"pointbook": json.dumps(told, ensure_ascii=False)}
    )
    progress(1.0)

"""The sheets of an XLSX workbook as its table of contents lists them, without reading any."""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

CONTENTS = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_MOST = 1 << 24
_SHEET = re.compile(r"<(?:\w+:)?sheet\s([^>]*)>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s([^>]*)>")
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's name, whether it is `visible`, `hidden`, `veryhidden` or a `chart`; where its cells lie."""

    name: str
    visibility: str
    part: str


def sheets_of(path: Path) -> list[Sheet]:
    """The sheets of an XLSX workbook in their order; empty for every other file."""
    try:
        with zipfile.ZipFile(path) as workbook:
            listed, related = _text(workbook, CONTENTS), _text(workbook, _RELATIONS)
            names = set(workbook.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, KeyError):
        return []
    targets = {
        each.get("Id", ""): posixpath.normpath(posixpath.join("/xl", each.get("Target", "")))[1:]
        for each in map(_attributes, _RELATION.findall(related))
    }
    found = []
    for each in map(_attributes, _SHEET.findall(listed)):
        number = next((value for name, value in each.items() if name.endswith(":id")), "")
        part = targets.get(number, "")
        is_chart = part in names and "worksheets/" not in part
        state = "chart" if is_chart else each.get("state", "visible").lower()
        found.append(Sheet(each.get("name", ""), state, part if part in names else ""))
    return found


def _text(workbook: zipfile.ZipFile, part: str) -> str:
    if part not in workbook.namelist() or workbook.getinfo(part).file_size > _MOST:
        return ""
    return workbook.read(part).decode("utf-8", "replace")


def _attributes(tag: str) -> dict[str, str]:
    return {
        name: html.unescape(double or single) for name, double, single in _ATTRIBUTE.findall(tag)
    }

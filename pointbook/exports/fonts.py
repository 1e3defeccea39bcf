"""The font that a PDF carries with it: one of this machine that has Chinese characters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pointbook.errors import FontMissing
from pointbook.settings import font_path

_FOLDERS: Final = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts",
    "/System/Library/Fonts", "/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip
_NAMES: Final = (
    "NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "NotoSansSC-Regular.otf", "NotoSansSC-Regular.ttf",
    "SourceHanSansSC-Regular.otf", "SourceHanSansCN-Regular.otf", "SourceHanSans-Regular.ttc", "msyh.ttc",
    "Deng.ttf", "simhei.ttf", "PingFang.ttc", "Hiragino Sans GB.ttc", "STHeiti Light.ttc", "wqy-microhei.ttc",
    "wqy-zenhei.ttc", "DroidSansFallbackFull.ttf",
)  # fmt: skip
_NEEDED: Final = "积分簿客户"


@dataclass(frozen=True)
class Font:
    """A file, and which of its faces where it holds several."""

    path: Path
    face: int = 0


def report_font() -> Font:
    """The font named by POINTBOOK_FONT, or the first that is known and found. FontMissing."""
    named = font_path()
    return _named(named) if named else _found()


def _named(path: Path) -> Font:
    font = _usable(path)
    if font is None:
        raise FontMissing(path=str(path))
    return font


@cache
def _found() -> Font:
    folders = [Path(each).expanduser() for each in _FOLDERS]
    there: dict[str, Path] = {}
    for folder in folders:
        if folder.is_dir():
            for path in folder.rglob("*.[tToO][tT][fFcC]"):
                there.setdefault(path.name, path)
    for name in _NAMES:
        font = _usable(there[name]) if name in there else None
        if font is not None:
            return font
    raise FontMissing(path="–")


def _usable(path: Path) -> Font | None:
    """The face for simplified Chinese, if the file is a font that has the characters."""
    from fontTools.ttLib import TTCollection, TTFont, TTLibError  # slow to load, only for a PDF

    try:
        if path.suffix.lower() == ".ttc":
            with path.open("rb") as file, TTCollection(file, lazy=True) as collection:
                names = [str(each["name"].getDebugName(1)) for each in collection.fonts]
                face = next((place for place, name in enumerate(names) if " SC" in name), 0)
                known = collection.fonts[face].getBestCmap()
        else:
            with path.open("rb") as file, TTFont(file, lazy=True) as single:
                face, known = 0, single.getBestCmap()
    except (OSError, TTLibError, KeyError):
        return None
    return Font(path, face) if all(ord(each) in known for each in _NEEDED) else None

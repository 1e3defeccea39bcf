"""What keeps the rooms apart and small: read from the source itself, with nothing run."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "pointbook"
PAGES = ROOT / "pages"

LONGEST_MODULE = 400
LONGEST_PAGE = 80
NOT_A_NAME = {"utils", "util", "helpers", "helper", "manager", "service", "common", "misc"}
MAY_IMPORT = (
    "__future__",
    "datetime",
    "decimal",
    "streamlit",
    "pointbook.access",
    "pointbook.analysis",
    "pointbook.columns",
    "pointbook.customers",
    "pointbook.errors",
    "pointbook.exports",
    "pointbook.imports",
    "pointbook.periods",
    "pointbook.programme",
    "pointbook.texts",
    "pointbook.ui",
)
SQL = re.compile(
    r"\bselect\b.+\bfrom\b|\binsert\s+into\b|\bupdate\b.+\bset\b|\bdelete\s+from\b",
    re.IGNORECASE | re.DOTALL,
)
FRAME_WORDS = {
    "agg", "explode", "group_by", "groupby", "iter_rows", "over", "pivot", "to_dicts", "to_pandas",
    "unpivot", "with_columns", "with_row_index",
}  # fmt: skip


def sources(folder: Path) -> list[Path]:
    """Every Python file below a folder; a test over none of them would prove nothing."""
    found = sorted(folder.rglob("*.py"))
    assert found, f"no source in {folder}"
    return found


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imported(tree: ast.Module) -> set[str]:
    """The modules a file imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import hides which room it reaches into"
            module = node.module or ""
            if module == "pointbook":
                names |= {f"pointbook.{each.name}" for each in node.names}
            else:
                names.add(module)
    return names


def length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_module_is_longer_than_one_can_read() -> None:
    files = [ROOT / "app.py", *sources(PACKAGE), *sources(ROOT / "tests")]
    long = {str(path.relative_to(ROOT)): length(path) for path in files}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_MODULE} == {}


def test_modules_are_named_after_what_they_hold() -> None:
    names = {path.stem for path in (*sources(PACKAGE), *sources(PAGES))}
    names |= {path.parent.name for path in sources(PACKAGE)}
    assert names & NOT_A_NAME == set()


def test_every_room_is_a_package_of_its_own() -> None:
    rooms = {path.parent for path in sources(PACKAGE)}
    assert len(rooms) > 1
    assert [str(room) for room in sorted(rooms) if not (room / "__init__.py").exists()] == []


@pytest.mark.parametrize("path", sorted(PAGES.rglob("*.py")), ids=lambda path: path.stem)
class TestPage:
    """A page is a story from filter to proof: short, no SQL, no frames taken apart."""

    def test_is_short(self, path: Path) -> None:
        assert length(path) <= LONGEST_PAGE

    def test_imports_only_what_a_page_may(self, path: Path) -> None:
        strangers = {
            name
            for name in imported(parsed(path))
            if not any(name == allowed or name.startswith(f"{allowed}.") for allowed in MAY_IMPORT)
        }
        assert strangers == set()

    def test_contains_no_sql(self, path: Path) -> None:
        texts = {
            node.value
            for node in ast.walk(parsed(path))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert {text for text in texts if SQL.search(text)} == set()

    def test_takes_no_frame_apart(self, path: Path) -> None:
        calls = {
            node.func.attr
            for node in ast.walk(parsed(path))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }
        assert calls & FRAME_WORDS == set()


def test_pages_exist_and_the_frame_is_their_entry() -> None:
    names = {path.relative_to(PAGES).as_posix() for path in sources(PAGES)}
    assert "frame.py" in names
    assert len(names) > 5


def test_streamlit_never_finds_pages_of_its_own_accord() -> None:
    # A `pages` folder beside the entry script starts Streamlit's old multipage mode, which
    # would serve a deep link past the frame and its gate. The entry script lies in pages/.
    assert not (PAGES / "pages").exists()


def test_the_app_imports_only_its_faces() -> None:
    allowed = {"__future__", "pathlib", "starlette", "streamlit", "ui", "web", "settings"}
    names = imported(parsed(ROOT / "app.py"))
    assert names
    rooms = {name.removeprefix("pointbook.").split(".")[0] for name in names}
    assert rooms - allowed == set()


def test_points_are_never_floats() -> None:
    rooms = ("amounts.py", "book.py", "ledger", "imports/amount_texts.py", "imports/differences.py")
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for room in rooms
        for path in (sources(PACKAGE / room) if (PACKAGE / room).is_dir() else [PACKAGE / room])
        for node in ast.walk(parsed(path))
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Attribute) and node.attr in {"float32", "float64", "Float64"})
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    ]
    assert found == []
    schema = re.sub(
        r"--.*",
        "",
        "".join(path.read_text("utf-8") for path in (ROOT / "queries/schema").glob("*.sql")),
    )
    assert "decimal(18, 2)" in schema
    assert re.findall(r"\b(?:double|float\d*|real)\b", schema) == []

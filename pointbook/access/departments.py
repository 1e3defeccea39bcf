"""Departments: a tree that is created, renamed, moved and closed, and never forgets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pointbook.errors import DepartmentCycle, DepartmentInUse, UnknownDepartment
from pointbook.store.changed import changed
from pointbook.store.writing import Writing


@dataclass(frozen=True)
class Department:
    """One department with its place in the tree."""

    department_id: int
    name: str
    parent_id: int | None
    is_open: bool
    user_count: int
    depth: int = 0
    path: str = ""
    """Its name after those above it."""


def as_tree(departments: Iterable[Department]) -> list[Department]:
    """All departments in the order of the tree, each with its depth and path."""
    below: dict[int | None, list[Department]] = {}
    for each in departments:
        below.setdefault(each.parent_id, []).append(each)
    ordered: list[Department] = []

    def walk(parent: int | None, depth: int, above: str) -> None:
        for each in below.get(parent, ()):
            path = f"{above} / {each.name}" if above else each.name
            placed = Department(
                each.department_id, each.name, each.parent_id, each.is_open, each.user_count, depth, path
            )  # fmt: skip
            ordered.append(placed)
            walk(each.department_id, depth + 1, path)

    walk(None, 0, "")
    return ordered


def require_open(departments: Iterable[Department], department_id: int | None) -> None:
    """UnknownDepartment unless it is one that is open; None is the top."""
    known = {each.department_id for each in departments if each.is_open}
    if department_id is not None and department_id not in known:
        raise UnknownDepartment(department_id=department_id)


def add_department(writing: Writing, name: str, parent_id: int | None) -> int:
    """Create a department below another, or at the top; its number."""
    require_open(_departments(writing).values(), parent_id)
    added = writing.run("access/add_department", name=name, parent_id=parent_id)
    return int(added["department_id"][0])


def rename_department(writing: Writing, department_id: int, name: str) -> None:
    """Give an open department another name."""
    each = _open(writing, department_id)
    _change(writing, each, name=name, parent_id=each.parent_id)


def move_department(writing: Writing, department_id: int, parent_id: int | None) -> None:
    """Put an open department below another; DepartmentCycle below itself."""
    all_of_them = _departments(writing)
    each = _open(writing, department_id)
    require_open(all_of_them.values(), parent_id)
    above = parent_id
    while above is not None:
        if above == department_id:
            raise DepartmentCycle(department=each.name)
        above = all_of_them[above].parent_id
    _change(writing, each, name=each.name, parent_id=parent_id)


def close_department(writing: Writing, department_id: int) -> None:
    """Close a department that is empty; DepartmentInUse."""
    each = _open(writing, department_id)
    below = sum(
        other.is_open and other.parent_id == department_id
        for other in _departments(writing).values()
    )
    if below or each.user_count:
        raise DepartmentInUse(department=each.name, users=each.user_count, departments=below)
    _change(writing, each, name=each.name, parent_id=each.parent_id, is_open=False)


def _departments(writing: Writing) -> dict[int, Department]:
    rows = writing.ask("access/departments").iter_rows(named=True)
    return {row["department_id"]: Department(**row) for row in rows}


def _open(writing: Writing, department_id: int) -> Department:
    found = _departments(writing).get(department_id)
    if found is None or not found.is_open:
        raise UnknownDepartment(department_id=department_id)
    return found


def _change(
    writing: Writing, each: Department, *, name: str, parent_id: int | None, is_open: bool = True
) -> None:
    writing.tell(
        changes=changed(
            {"department": each.name, "parent_id": each.parent_id, "is_open": each.is_open},
            {"department": name, "parent_id": parent_id, "is_open": is_open},
        )
    )
    writing.run(
        "access/change_department", department_id=each.department_id, name=name,
        parent_id=parent_id, is_open=is_open,
    )  # fmt: skip

"""Random programs: drawn from a seed, played on both books, and made small where they fail."""

from __future__ import annotations

import random
import time
import traceback
from collections import Counter
from typing import Any, TypeAlias

from tests.model.drawing import PEOPLE, STEPS
from tests.model.programs import Programs

Program: TypeAlias = list[tuple[str, dict[str, Any]]]
START_WITH = 6
"""So many credits at the start, so that most commands find some points."""
PATIENCE = 600.0
"""Seconds that making a failing program small may take."""


def random_program(seed: int, length: int) -> Program:
    """Steps with what was drawn for them; each program likes some kinds and some people more than others."""
    dice = random.Random(seed)
    few = PEOPLE[: dice.choice((1, 2, len(PEOPLE)))]
    who = {each: dice.choice(few) for each in PEOPLE}
    liked = {name: each.weight * dice.choice((0, 0.3, 1, 1, 3)) for name, each in STEPS.items()}
    names = ["earn"] * START_WITH + dice.choices(list(liked), list(liked.values()), k=length)
    return [
        (name, {what: _told_of(who, draw(dice)) for what, draw in STEPS[name].draws.items()})
        for name in names
    ]


def _told_of(who: dict[str, str], drawn: Any) -> Any:
    """The same with other people."""
    if isinstance(drawn, list | tuple):
        return type(drawn)(_told_of(who, each) for each in drawn)
    return who.get(drawn, drawn) if isinstance(drawn, str) else drawn


def play(program: Program) -> Counter[str]:
    """Do a program in both books; how many commands of each kind were compared."""
    books = Programs()
    try:
        for name, drawn in program:
            if STEPS[name].makes_sense(books):
                getattr(books, name)(**drawn)
                books.compare_books()
        books.prove()
    finally:
        books.close()
    return books.counts


def failure(program: Program) -> str | None:
    """What goes wrong in a program, and in which function; None if nothing does."""
    try:
        play(program)
    except Exception as error:  # a bug of the product may be anything
        return f"{type(error).__name__} in {traceback.extract_tb(error.__traceback__)[-1].name}"
    return None


def smallest(program: Program) -> Program:
    """A failing program without every step that it fails alike without, as far as patience reaches."""
    wrong, end, size = failure(program), time.monotonic() + PATIENCE, len(program) // 2
    while size and time.monotonic() < end:
        at = len(program)
        while at > 0 and time.monotonic() < end:
            shorter = program[: max(0, at - size)] + program[at:]
            if failure(shorter) == wrong:
                program = shorter
            at -= size
        size //= 2
    return program

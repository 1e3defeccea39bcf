"""`watch`: a folder whose files are imported by a profile, for as long as the command runs or just once."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from itertools import count

import pointbook
from pointbook.commands.naming import local_actor
from pointbook.commands.printing import json_text
from pointbook.imports.arrivals import Arrival
from pointbook.imports.watching import Watch
from pointbook.texts import say


def watch_folder(given: argparse.Namespace, pause: Callable[[float], None] = time.sleep) -> int:
    """Look at the folder every few seconds; with --once twice, status 1 if a file was refused."""
    refused = False
    with pointbook.open_book(given.book, create=False) as book:
        watch = Watch(book, given.folder, given.profile, actor=local_actor("watch"))
        for number in count(1):
            for arrival in watch.look():
                refused = refused or arrival.state == "refused"
                _print(arrival, given)
            if given.once and number == 2:  # the second look tells which files have stopped growing
                break
            pause(given.every)
    return 1 if refused else 0


def _print(arrival: Arrival, given: argparse.Namespace) -> None:
    told = arrival.told(given.lang)
    if given.json:
        line = json_text(told)
    elif arrival.refusal is not None:
        line = f"{arrival.filename}: {told['message']}"
    else:
        line = f"{arrival.filename}: {say('cli.imported', given.lang, **told)}"
    print(line, flush=True)

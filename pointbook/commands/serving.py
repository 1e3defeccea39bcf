"""`serve`: the pages in a browser, and the book they need."""

from __future__ import annotations

import argparse
import os
import socket
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from pointbook.access import company
from pointbook.commands.printing import json_text
from pointbook.errors import AddressTaken, BookDamaged, TargetExists
from pointbook.settings import book_key
from pointbook.texts import say

PATIENCE = 120.0
BETWEEN_LOOKS = 0.05


def serve_book(given: argparse.Namespace) -> int:
    """Make the book if it is missing, then serve until interrupted; CompanySignInSettings before all else."""
    company.settings()
    _require_key_fits(given.book)
    _require_free(given.host, given.port)
    if not given.book.exists():
        _make_book(given.book, given)
    threading.Thread(target=_announce, args=(given,), daemon=True).start()
    from pointbook.web import first_start
    from pointbook.web.serve import serve

    if given.json:
        first_start.tell = _tell_as_json
    serve(given.book, host=given.host, port=given.port, proxies=given.proxy, names=given.name)
    return 0


def _tell_as_json(user_name: str, password: str) -> None:
    print(json_text({"user": user_name, "password": password}), flush=True)


def _require_key_fits(book: Path) -> None:
    """Say at the start, and not on every page, what is wrong with a key; without one the engine can wait."""
    if book_key() is None:
        return
    import pointbook
    from pointbook.store.opening import require_encryption

    require_encryption()
    if book.exists():
        pointbook.open_book(book).close()


def _require_free(host: str, port: int) -> None:
    """Refuse at once what the server would only log, and before a sample is made for nothing."""
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        raise AddressTaken(address=f"{host}:{port}", detail=error.strerror or str(error)) from None


def _make_book(path: Path, given: argparse.Namespace) -> None:
    import pointbook

    if not given.sample_if_new:
        pointbook.open_book(path).close()
        return
    from pointbook.commands.sampling import ProgressLine
    from pointbook.sample import fill

    # Made beside its place and moved there when it is whole: a first start that is interrupted
    # leaves no half a sample that the next start would take for the book.
    unfinished = path.with_name(f"{path.name}.unfinished")
    if unfinished.exists():
        with suppress(BookDamaged):
            pointbook.open_book(unfinished).close()  # BookLocked: another start is making it
        _remove(unfinished)
    with pointbook.open_book(unfinished) as book:
        fill(book, progress=ProgressLine(given.lang))
        book.store.checkpoint()
    if path.exists():
        raise TargetExists(path=str(path))
    os.replace(unfinished, path)
    _remove(unfinished)


def _remove(book: Path) -> None:
    for remains in book.parent.glob(f"{book.name}*"):
        remains.unlink()


def _announce(given: argparse.Namespace) -> None:
    """Print the address once the server takes connections."""
    address = f"http://{given.host}:{given.port}"
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            socket.create_connection((given.host, given.port), timeout=1).close()
        except OSError:
            time.sleep(BETWEEN_LOOKS)
            continue
        line = (
            json_text({"address": address})
            if given.json
            else say("cli.address", given.lang, address=address)
        )
        print(line, flush=True, file=sys.stdout)
        return

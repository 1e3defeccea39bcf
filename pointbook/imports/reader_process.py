"""Where every reader of a workbook begins: a process with a limit of its own that gives way to others.

Run by its path: memory limit in bytes, the reader's script, and what that is told.
"""

from __future__ import annotations

import os
import runpy
import sys

PRIORITY = 10
"""Of 19: whoever looks at a page meanwhile goes first."""


def main(arguments: list[str]) -> None:
    """Limit the memory of this process and become the reader."""
    limit, script, *told = arguments
    _limit_memory(int(limit))
    if hasattr(os, "nice"):
        os.nice(PRIORITY)
    sys.argv = [script, *told]
    runpy.run_path(script, run_name="__main__")


def _limit_memory(limit: int) -> None:
    try:
        import resource  # absent on Windows, where the time limit has to do
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    main(sys.argv[1:])

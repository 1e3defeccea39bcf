"""`python -m pointbook …`: see cli.py."""

from __future__ import annotations

import sys

from pointbook.cli import main

if __name__ == "__main__":
    sys.exit(main())

"""How fast a large book answers, each figure beside the bare scan of the columns it needs."""

from __future__ import annotations

"""Batches: one action over many customers, previewed one by one and posted as previewed."""

from __future__ import annotations

from pointbook.batches.edit import Edit as Edit
from pointbook.batches.preview import Preview as Preview
from pointbook.batches.room import Batches as Batches
from pointbook.batches.wish import Chosen as Chosen
from pointbook.batches.wish import Named as Named
from pointbook.batches.wish import Wish as Wish

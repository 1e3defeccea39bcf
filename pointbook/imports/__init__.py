"""Files into the book: read, map, check, post, undo."""

from pointbook.imports.checked import Checked
from pointbook.imports.draft import Draft
from pointbook.imports.mapping import Mapping
from pointbook.imports.plan import Plan
from pointbook.imports.record import Record
from pointbook.imports.records import Records
from pointbook.imports.room import Imports
from pointbook.imports.tables import Notice

__all__ = ["Checked", "Draft", "Imports", "Mapping", "Notice", "Plan", "Record", "Records"]

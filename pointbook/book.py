"""The one object everything hangs off: a points programme in one file."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import polars as pl

from pointbook.access import ALL_CUSTOMERS, Actor, as_actor
from pointbook.access.masking import masked
from pointbook.access.room import Access
from pointbook.access.scope import NAMES_NOBODY, PARAMETERS
from pointbook.access.traces import Traces
from pointbook.analysis.views import Views
from pointbook.clock import Calendar, Clock, local_clock
from pointbook.customers.registry import Customers
from pointbook.customers.segments import Segments
from pointbook.ledger.desk import Desk
from pointbook.ledger.months import Months
from pointbook.ledger.room import Ledger
from pointbook.settings import Programme
from pointbook.store.queries import question
from pointbook.store.store import Store, open_store

if TYPE_CHECKING:
    from pointbook.approvals import Approvals
    from pointbook.audit import Audit
    from pointbook.backups import Backups
    from pointbook.batches import Batches
    from pointbook.clearing import Clearing
    from pointbook.corrections import Corrections
    from pointbook.customers.retention import Keeping
    from pointbook.imports import Imports
    from pointbook.ledger.verify import Broken
    from pointbook.reconciling import Reconciling

MEMORY = ":memory:"
_NOBODY = -1


class Book:
    """An open book. Use it as a context manager, or close it."""

    def __init__(self, store: Store, programme: Programme, clock: Clock) -> None:
        self.store = store
        self.programme = programme
        self.now: Clock = clock
        self.calendar = Calendar(programme.timezone)
        self.access = Access(store)
        self.traces = Traces(store)
        self.customers = Customers(store, self.calendar, clock, self.unfinished_naming)
        self.segments = Segments(store)
        self.views = Views(store)
        self.ledger = Ledger(Desk(store, programme, clock))
        self.months = Months(Desk(store, programme, clock))
        self._last_customer = (-1, "", _NOBODY)

    @property
    def path(self) -> Path | None:
        """Where the book lies; None in memory."""
        return self.store.path

    @property
    def data_version(self) -> int:
        """Grows with every write; answers may be kept as long as it stays."""
        return self.store.data_version

    @property
    def read_only(self) -> bool:
        """Whether the book refuses to write, because it is behind its head file."""
        return self.store.read_only_because is not None

    @property
    def decimals(self) -> int:
        """How many decimals people may enter."""
        return self.programme.decimals

    @cached_property
    def imports(self) -> Imports:
        """Files: read, plan, post, undo."""
        from pointbook.imports import Imports  # readers of files load only when a file is read

        return Imports(self)

    @cached_property
    def batches(self) -> Batches:
        """One action over many customers; called, the list of everything that came in one piece."""
        from pointbook.batches.room import Batches  # only when many are meant

        return Batches(self)

    @cached_property
    def clearing(self) -> Clearing:
        """Rules by which points clear by themselves, and their runs."""
        from pointbook.clearing import Clearing  # only where such rules are looked at or run

        return Clearing(self)

    @cached_property
    def audit(self) -> Audit:
        """What was done and refused, the head of the chain, rights reviewed."""
        from pointbook.audit import Audit  # only when somebody looks

        return Audit(self.store, self.access, self.calendar)

    @cached_property
    def corrections(self) -> Corrections:
        """Changes of one customer's points: what each would do, doing it, taking it back, the reasons."""
        from pointbook.corrections import Corrections  # only when somebody corrects

        return Corrections(self)

    @cached_property
    def retention(self) -> Keeping:
        """How long personal data are kept, and who is due to be erased."""
        from pointbook.customers.retention import Keeping  # only when somebody asks

        return Keeping(self)

    def unfinished_naming(self, customer_nos: Collection[str]) -> Callable[[], None]:
        """Find the imports on their way that name one of these customers; what gives them up when it is called."""
        found = self.imports.records.naming(customer_nos) if customer_nos else []

        def give_up() -> None:
            for record in found:
                self.imports.records.discard(record)

        return give_up

    @cached_property
    def reconciling(self) -> Reconciling:
        """Balances of other systems beside the book's."""
        from pointbook.reconciling import Reconciling  # only when somebody compares

        return Reconciling(self)

    @cached_property
    def approvals(self) -> Approvals:
        """Changes beyond somebody's limits, which wait for a second pair of eyes."""
        from pointbook.approvals import Approvals  # only when somebody asks or decides

        return Approvals(self)

    def ask(self, name: str, *, actor: Any = None, **parameters: object) -> pl.DataFrame:
        """Ask a question of queries/ by its name; parameters left out are null. UnknownQuery.

        `actor` (Actor or a name) narrows to the customers that one sees, with personal data masked unless
        they asked for them; NotPermitted where the question cannot be narrowed, UnknownSegment for a segment
        that they do not see.
        """
        query = question(name)
        by = as_actor(actor) if actor is not None else None
        scope = by.scope if by is not None else ALL_CUSTOMERS
        if by is not None and not scope.is_everybody and query.name not in NAMES_NOBODY:
            if not set(PARAMETERS) <= set(query.parameters):
                by.require_everybody()
            parameters |= scope.parameters
        if parameters.get("segment") is not None:
            self.segments.get(int(str(parameters["segment"])), actor=by)
        number = parameters.get("customer_no")
        if number is not None and "customer_id" in query.parameters:
            # Entries know the inside number only; found first, it spares a join over all of them.
            parameters.setdefault("customer_id", self._customer_id(str(number).strip()))
        answer = self.store.question(query.name, **parameters)
        is_plain = by is None or by.sees_plain or query.name in NAMES_NOBODY
        return answer if is_plain else masked(answer)

    def _customer_id(self, customer_no: str) -> int:
        """The inside number, kept until the next write: a page asks several questions about one customer."""
        version = self.store.data_version
        kept_at, kept_no, kept_id = self._last_customer
        if (kept_at, kept_no) == (version, customer_no):
            return kept_id
        found = self.store.question("ledger/account", customer_no=customer_no)
        known = int(found["customer_id"].item()) if found.height else _NOBODY
        self._last_customer = (version, customer_no, known)
        return known

    def change_programme(
        self, *, actor: Actor | str, request_id: str | None = None, **values: object
    ) -> Programme:
        """Set `point_value`, `reminder_opt_out` or `tier_order`. NotPermitted, InvalidPointValue, InvalidText."""
        from pointbook.programme.changing import change  # only where somebody changes a setting

        change(self.store, values, actor=as_actor(actor), request_id=request_id)
        self.programme = Programme.of(dict(self.store.question("book/settings").iter_rows()))
        return self.programme

    def verify(self) -> list[Broken]:
        """Check every invariant against the entries; what is broken, empty when all holds."""
        from pointbook.ledger.verify import verify

        return verify(self.store)

    @property
    def backups(self) -> Backups:
        """Copies on the shelf beside the book: made, proved, rehearsed, restored."""
        from pointbook.backups import Backups  # ciphers load only when a backup is looked at

        return Backups(self)

    def backup(self, path: str | Path) -> Path:
        """Copy the book while nobody writes, check the copy, and only then give it its name.

        Locked where there is a secret (POINTBOOK_BACKUP_KEY). TargetExists, BookDamaged.
        """
        from pointbook.backups.room import write_backup

        write_backup(self, Path(path))
        return Path(path)

    def close(self) -> None:
        """Let go of the files."""
        self.traces.flush()
        self.access.close()
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_book(path: str | Path, *, create: bool = True, clock: Clock | None = None) -> Book:
    """Open or create a book at a path, or in memory for ":memory:".

    `clock` supplies the programme's local now. BookMissing, BookLocked, BookDamaged, BookReadOnly.
    """
    store = open_store(None if str(path) == MEMORY else Path(path), create=create)
    programme = Programme.of(dict(store.question("book/settings").iter_rows()))
    now: Clock = clock or local_clock(programme.timezone)
    return Book(store, programme, _without_zone(now))


def _without_zone(clock: Clock) -> Clock:
    def now() -> datetime:
        return clock().replace(tzinfo=None)

    return now


def restore(backup: str | Path, path: str | Path) -> Book:
    """Bring a backup back at a new path, checked, and open it. TargetExists, BookDamaged, WrongBackupKey."""
    from pointbook.backups.room import read_backup

    read_backup(Path(backup), Path(path))
    return open_book(path, create=False)

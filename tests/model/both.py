"""One face for the real ledger and the naive one: a rule is told once and tried on both."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from pointbook.access import Actor, Right
from pointbook.batches import Named, Wish
from pointbook.corrections import Change
from pointbook.errors import PointbookError
from pointbook.imports.answers import Answers
from tests.model.commands import Commands
from tests.model.naive import NaiveBook, NaiveUndone, Row
from tests.model.pairs import Pairs
from tests.model.reversals import Reversals

if TYPE_CHECKING:
    from pointbook.book import Book

NOW = datetime(2026, 6, 30, 12, 0)
TOMORROW = NOW + timedelta(days=1)
JAN_1, JAN_2, JAN_10, JAN_15, JAN_20 = (datetime(2026, 1, day) for day in (1, 2, 10, 15, 20))
FEB_1, FEB_5, MAR_1, APR_1, JUN_1 = (
    datetime(2026, month, day) for month, day in ((2, 1), (2, 5), (3, 1), (4, 1), (6, 1))
)
CUSTOMERS = ("C1", "C2", "C3")
COMMANDS = frozenset().union(*(vars(one) for one in (NaiveBook, Pairs, Reversals, Commands)))


class RealBook:
    """The real ledger under the names of the naive one."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.add = book.customers.add
        self.ids: dict[str, int] = {}

    def __getattr__(self, command: str) -> Callable[..., Any]:
        """A command of the ledger, done by an actor of the tests."""
        if command not in COMMANDS:
            raise AttributeError(command)
        return lambda *args, **options: getattr(self.book.ledger, command)(
            *args, **{"actor": "t"} | options
        )

    def balance(self, customer_no: str, as_of: datetime | date | None = None) -> Any:
        return self.book.ledger.balance(customer_no, as_of)

    def revision(self, customer_no: str) -> int:
        return int(self.balance(customer_no).revision)

    def standing(self, customer_no: str) -> dict[str, Any]:
        """The balance of now, asked by the inside number, which is kept: half the time of a balance."""
        if customer_no not in self.ids:
            found = self.book.ask("ledger/account", customer_no=customer_no)
            self.ids[customer_no] = int(found["customer_id"].item())
        now = self.book.now()
        answer = self.book.store.question(
            "ledger/balance", customer_id=self.ids[customer_no], now=now, soon=now
        )
        return answer.row(0, named=True)

    def written_since(self, entry_id: int) -> list[tuple[Any, ...]]:
        """Id, customer, kind, points and time of every later entry, with a lot and what it moved there."""
        return self.book.store.ask(
            """
            select e.entry_id, c.customer_no, e.kind, e.points, e.occurred_at, l.lot_entry_id, l.points as moved
            from point_entry e
            join customer c on c.customer_id = e.customer_id
            left join lot_entry l on l.entry_id = e.entry_id
            where e.entry_id > $after
            order by e.entry_id
            """,
            {"after": entry_id},
        ).rows()

    def lots(self, customer_no: str) -> dict[int, tuple[Decimal, Decimal]]:
        frame = self.book.ledger.lots(customer_no)
        return {x["entry_id"]: (x["remaining"], x["held"]) for x in frame.to_dicts()}

    def draws(self, entry_id: int) -> dict[int | None, Decimal]:
        frame = self.book.ledger.draws(entry_id)
        return {x["lot_entry_id"]: x["points"] for x in frame.to_dicts()}

    def rows(self, customer_no: str) -> list[tuple[str, Decimal]]:
        """Kind and points of every entry, in the order of business time."""
        frame = self.book.ledger.entries(customer_no)
        return [(x["kind"], x["points"]) for x in frame.to_dicts()]

    def postings(self, customer_no: str) -> list[int]:
        """The ids of every entry, in the order of posting."""
        return sorted(self.book.ledger.entries(customer_no)["entry_id"])

    def last_batch(self) -> int:
        return int(self.book.batches()["batch_id"][0])

    def import_rows(self, rows: Sequence[Row], source: str = "file", replace: bool = False) -> Any:
        draft = self.book.imports.read(as_csv(rows), filename="rows.csv")
        answers = Answers(period="replace" if replace else "add")
        return draft.plan(kind="points", source=source, answers=answers).post(actor="t")

    def batch(self, way: str, wanted: dict[str, Decimal], until: date | None = None) -> Any:
        """A batch as previewed. The naive book has points signed for each; here `down` says so for all."""
        each = tuple(map(str, wanted.values())) if way == "each" else None
        points = abs(next(iter(wanted.values()))) if way in ("up", "down") else None
        named = Named(tuple(wanted), each)
        wish = Wish(way, named, "correction", points=points, expires_at=until)  # type: ignore[arg-type]
        preview = self.book.batches.preview(wish, "t")
        return self.book.batches.post(preview, preview.digest, "t")

    def by_two(self, way: str, **said: Any) -> None:
        """A change that one asks for and another one approves."""
        reason = self.book.corrections.reasons.offered(way)[0]
        author, approver = (Actor(name, frozenset(Right)) for name in ("anna", "boris"))
        asked = self.book.approvals.ask(
            Change(way, reason=reason, **said),  # type: ignore[arg-type]
            actor=author,
            reason="r",
        )
        self.book.approvals.approve(asked, actor=approver)

    def undo(self, batch_id: int) -> NaiveUndone:
        """Undo, after a look at what it would do: what was foreseen must come, refusals too."""
        version = self.book.data_version
        foreseen = outcome(self.book.imports.preview_undo, batch_id, actor="t")
        assert self.book.data_version == version
        undone = outcome(self.book.imports.undo, batch_id, actor="t")
        if isinstance(undone, type) or isinstance(foreseen, type):
            assert foreseen is undone
            raise undone(batch_id=batch_id)
        self.compare_undo(foreseen, undone)
        short = {x["customer_no"]: x["short"] for x in undone.shortfalls.to_dicts()}
        return NaiveUndone([], short)

    def compare_undo(self, foreseen: Any, undone: Any) -> None:
        for name in ("entries", "customers", "removed_customers", "restored_customers"):
            assert getattr(foreseen, name) == getattr(undone, name), name
        assert foreseen.shortfalls.sort("customer_no").equals(undone.shortfalls.sort("customer_no"))
        done = self.book.batches().row(0, named=True)
        assert done["batch_id"] == undone.batch_id
        for name in ("points_in", "points_out", "first_at", "last_at"):
            assert getattr(foreseen, name) == done[name], name


def as_csv(rows: Sequence[Row]) -> bytes:
    """The rows as a file that needs no mapping by hand."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["customer_no", "points", "kind", "occurred_at", "expires_at", "ref"])
    for row in rows:
        until = row.expires_at.isoformat(" ") if row.expires_at else ""
        when = row.occurred_at.isoformat(" ")
        writer.writerow([row.customer_no, row.points, row.kind, when, until, row.ref or ""])
    return text.getvalue().encode()


Ledger: TypeAlias = NaiveBook | RealBook


@pytest.fixture(params=["naive", "real"])
def ledger(request: pytest.FixtureRequest) -> Iterator[Ledger]:
    """A ledger with three customers and no points: first the naive one, then the real one."""
    if request.param == "naive":
        made: Ledger = NaiveBook(lambda: NOW)
    else:
        made = RealBook(request.getfixturevalue("memory_book"))
    for customer_no in CUSTOMERS:
        made.add(customer_no)
    yield made
    if isinstance(made, RealBook):
        assert made.book.verify() == []


def figures(ledger: Ledger, customer_no: str = "C1", as_of: Any = None) -> dict[str, Decimal]:
    """The figures of a balance that are not zero."""
    found = ledger.balance(customer_no, as_of)
    names = ("balance", "available", "pending", "held", "debt", "lapsed")
    return {name: getattr(found, name) for name in names if getattr(found, name)}


def remaining(ledger: Ledger, customer_no: str = "C1") -> dict[int, Decimal]:
    """What is left of every lot ever opened."""
    return {lot: left for lot, (left, _) in ledger.lots(customer_no).items()}


def outcome(command: Callable[..., Any], *subject: Any, **options: Any) -> Any:
    """What a command answers, or the class of its refusal."""
    try:
        return command(*subject, **options)
    except PointbookError as refusal:
        return type(refusal)

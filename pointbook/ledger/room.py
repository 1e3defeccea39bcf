"""The ledger as other rooms and programs see it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Unpack

import polars as pl

from pointbook.access import Actor, Right, as_actor
from pointbook.access.masking import masked
from pointbook.access.permit import refusals_kept
from pointbook.clock import When
from pointbook.errors import InvalidAmount
from pointbook.ledger import (
    extension,
    foresight,
    holds,
    reassigning,
    reversal,
    spending,
    standing,
    sweep,
    transfer,
    undo,
)
from pointbook.ledger.counter import Counter, Perform
from pointbook.ledger.desk import Asked, Desk, Posting
from pointbook.ledger.earning import credit
from pointbook.ledger.rehearsal import Rehearsal, Seen
from pointbook.store.store import Store
from pointbook.store.writing import Writing


class Ledger:
    """Every movement of points.

    Points are int, Decimal or text, positive, within the programme's decimals; times are datetimes
    (naive = local), dates or ISO text. All commands take `actor`, and `request_id` (done once for
    ever) and `expected_revision` (refused when the customer moved on). They raise the refusals of
    pointbook.errors and then have written nothing.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def store(self) -> Store:
        """The store of the book."""
        return self._desk.store

    @refusals_kept("earn")
    def earn(
        self, customer_no: str, points: object, *, expires_at: When | None = None,
        available_from: When | None = None, **asked: Unpack[Asked],
    ) -> Posting:  # fmt: skip
        """Issue points as a new lot."""
        return credit(
            self._desk,
            "earn",
            customer_no,
            points,
            expires_at,
            available_from,
            Right.POST,
            "purchase",
            asked,
        )

    @refusals_kept("opening")
    def opening(
        self, customer_no: str, points: object, *, expires_at: When | None = None,
        available_from: When | None = None, **asked: Unpack[Asked],
    ) -> Posting:  # fmt: skip
        """Bring in a balance at the start."""
        return credit(
            self._desk,
            "opening",
            customer_no,
            points,
            expires_at,
            available_from,
            Right.POST,
            "opening",
            asked,
        )

    @refusals_kept("redeem")
    def redeem(
        self, customer_no: str, points: object, *, partial: bool = False, overdraft: bool = False,
        **asked: Unpack[Asked],
    ) -> Posting:  # fmt: skip
        """Use points: at most available − debt; with `partial` what is there; with `overdraft` into debt."""
        return spending.debit(
            self._desk, "redeem", customer_no, points, Right.POST, "redemption", asked,
            partial=partial, overdraft=overdraft,
        )  # fmt: skip

    @refusals_kept("adjust")
    def adjust(
        self, customer_no: str, points: object, *, expires_at: When | None = None, overdraft: bool = False,
        **asked: Unpack[Asked],
    ) -> Posting:  # fmt: skip
        """Correct by hand: positive points up, negative down."""
        if isinstance(points, str):
            points = points.strip()
        is_down = points.startswith("-") if isinstance(points, str) else _is_negative(points)
        if not is_down:
            return credit(
                self._desk,
                "adjust_up",
                customer_no,
                points,
                expires_at,
                None,
                Right.ADJUST,
                "adjustment",
                asked,
            )
        size = points[1:] if isinstance(points, str) else -points  # type: ignore[operator]
        return spending.debit(
            self._desk,
            "adjust_down",
            customer_no,
            size,
            Right.ADJUST,
            "adjustment",
            asked,
            overdraft=overdraft,
        )

    @refusals_kept("clear")
    def clear(
        self, customer_no: str, *, include_held: bool = False, **asked: Unpack[Asked]
    ) -> Posting:
        """Take exactly available − debt, or NothingToClear."""
        return spending.clear(self._desk, customer_no, include_held, asked)

    @refusals_kept("claw_back")
    def claw_back(
        self,
        entry_id: int,
        *,
        points: object = None,
        policy: str | None = None,
        **asked: Unpack[Asked],
    ) -> Posting:
        """Take back a credit, all that is left of it unless `points` says less; policy clamp, block or debt."""
        return reversal.claw_back(self._desk, entry_id, points, policy, asked)

    @refusals_kept("restore")
    def restore(
        self, entry_id: int, *, points: object = None, expires_at: When | None = None,
        grace_days: int | None = None, **asked: Unpack[Asked],
    ) -> Posting:  # fmt: skip
        """Give back a debit into the lots it drew on; see reversal.restore."""
        return reversal.restore(self._desk, entry_id, points, expires_at, grace_days, asked)

    @refusals_kept("reverse")
    def reverse(self, entry_id: int, *, points: object = None, **asked: Unpack[Asked]) -> Posting:
        """Post the opposite of an entry."""
        return reversal.reverse(self._desk, entry_id, points, asked)

    @refusals_kept("transfer")
    def transfer(
        self, from_no: str, to_no: str, points: object, **asked: Unpack[Asked]
    ) -> list[Posting]:
        """Send points: one pair of entries per source lot, out and in by turns, expiry kept."""
        return transfer.transfer(self._desk, from_no, to_no, points, asked)

    @refusals_kept("merge")
    def merge(self, from_no: str, to_no: str, **asked: Unpack[Asked]) -> list[Posting]:
        """Make two customers one: lots and debts move, and the first changes no more; PointsHeld, CustomerMerged."""
        return transfer.merge(self._desk, from_no, to_no, asked)

    @refusals_kept("extend")
    def extend(
        self, entry_id: int, expires_at: When | None, *, points: object = None, shorten: bool = False,
        **asked: Unpack[Asked],
    ) -> list[Posting]:  # fmt: skip
        """Give the rest of a lot, or some of it, a later end (None: never); a pair of entries, out and in."""
        return extension.extend(self._desk, entry_id, expires_at, points, shorten, asked)

    @refusals_kept("reassign")
    def reassign(
        self, entry_id: int, to_no: str, *, points: object = None, policy: str = "block",
        **asked: Unpack[Asked],
    ) -> list[Posting]:  # fmt: skip
        """Reverse an entry posted to the wrong customer and post it to the right one; policy block or debt."""
        return reassigning.reassign(self._desk, entry_id, to_no, points, policy, asked)

    @refusals_kept("hold")
    def hold(self, customer_no: str, points: object, **asked: Unpack[Asked]) -> int:
        """Reserve points; the hold's id."""
        return holds.hold(self._desk, customer_no, points, asked)

    @refusals_kept("release")
    def release(self, hold_id: int, points: object = None, **asked: Unpack[Asked]) -> list[Posting]:
        """Free held points; the entries of those that had expired meanwhile, often none."""
        return holds.release(self._desk, hold_id, points, asked)

    @refusals_kept("settle")
    def settle(self, hold_id: int, points: object = None, **asked: Unpack[Asked]) -> Posting:
        """Redeem held points."""
        return holds.settle(self._desk, hold_id, points, asked)

    @refusals_kept("expire")
    def expire(self, as_of: When, *, actor: Actor | str) -> list[Posting]:
        """Sweep what expired by `as_of`."""
        return sweep.expire(self._desk, as_of, actor)

    @refusals_kept("undo")
    def undo(
        self,
        batch_id: int,
        *,
        actor: Actor | str,
        request_id: str | None = None,
        also: undo.Also | None = None,
    ) -> undo.Undone:
        """Undo a sweep, a merge, an extension or a move; of an import ask book.imports instead."""
        return undo.undo_batch(self._desk, batch_id, actor, request_id, also)

    def foresee_undo(self, batch_id: int, *, actor: Actor | str) -> foresight.UndoPreview:
        """What an undo would do, to the hundredth; refused as it would be, and nothing is written."""
        return foresight.foresee_undo(self._desk, batch_id, actor)

    def rehearsal(self, look: Callable[[Writing], Seen]) -> tuple[Ledger, Rehearsal[Seen]]:
        """A ledger whose commands are tried and taken back, and what `look` saw before and after each."""
        stage = Rehearsal(self._desk, look)
        return Ledger(stage), stage

    def through(self, perform: Perform) -> Ledger:
        """A ledger whose commands `perform` does, so that they can be part of a larger one."""
        return Ledger(Counter(self._desk, perform))

    def balance(
        self, customer_no: str, as_of: When | None = None, *, actor: Actor | str | None = None
    ) -> standing.Balance:
        """How a customer stands, now or at an instant or the end of a day; only one whom `actor` sees."""
        self._desk.require_seen(actor, customer_no=customer_no)
        return standing.balance(self._desk, customer_no, as_of)

    def entries(self, customer_no: str, *, actor: Actor | str | None = None) -> pl.DataFrame:
        """All entries, oldest first: the columns of points/statement."""
        self._desk.require_seen(actor, customer_no=customer_no)
        found = standing.entries(self._desk, customer_no)
        return found if actor is None or as_actor(actor).sees_plain else masked(found)

    def lots(self, customer_no: str, *, actor: Actor | str | None = None) -> pl.DataFrame:
        """Every lot ever opened: entry_id ref points remaining held available_from expires_at."""
        self._desk.require_seen(actor, customer_no=customer_no)
        return standing.lots(self._desk, customer_no)

    def draws(self, entry_id: int, *, actor: Actor | str | None = None) -> pl.DataFrame:
        """Which lots a debit drew on: lot_entry_id ref points; no lot means debt."""
        self._desk.require_seen(actor, entry_id=entry_id)
        return standing.draws(self._desk, entry_id)


def _is_negative(points: object) -> bool:
    if isinstance(points, bool) or not isinstance(points, int | Decimal):
        raise InvalidAmount(value=points, decimals=2)
    if isinstance(points, Decimal) and points.is_nan():
        raise InvalidAmount(value=points, decimals=2)
    return points < 0

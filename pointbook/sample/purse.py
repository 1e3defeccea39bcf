"""What a member of the story can spend: a small account of its own, so that the story hardly ever overdraws."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta


@dataclass(slots=True)
class Parcel:
    """Points of one credit that are left, from when and until when they can be spent."""

    opened_at: datetime
    usable_from: datetime
    closes_at: datetime
    left: int
    ref: str | None


@dataclass
class Purse:
    """The parcels of one member, and what was drawn beyond them."""

    parcels: list[Parcel] = field(default_factory=list)
    debt: int = 0

    def put(
        self, points: int, at: datetime, last_day: date, usable_from: datetime | None = None,
        ref: str | None = None,
    ) -> None:  # fmt: skip
        """A credit: it pays debt first."""
        paid = min(points, self.debt)
        self.debt -= paid
        if points > paid:
            closes_at = datetime.combine(last_day, time.min) + timedelta(days=1)
            self.parcels.append(Parcel(at, usable_from or at, closes_at, points - paid, ref))

    def usable(self, at: datetime) -> int:
        """What a redemption at this moment may take."""
        points = -self.debt
        for parcel in self.parcels:
            if parcel.usable_from <= at < parcel.closes_at:
                points += parcel.left
        return max(0, points)

    def take(self, points: int, at: datetime, own_ref: str | None = None) -> None:
        """A debit: its own parcel first, then the earliest expiry; the rest is debt."""
        own = [each for each in self.parcels if own_ref is not None and each.ref == own_ref]
        in_order = sorted(
            (parcel for parcel in self.parcels if parcel.usable_from <= at < parcel.closes_at),
            key=lambda parcel: (parcel.closes_at, parcel.opened_at),
        )
        for parcel in [*own, *in_order]:
            if not points:
                break
            drawn = min(points, parcel.left)
            parcel.left -= drawn
            points -= drawn
        self.debt += points
        self.parcels = [parcel for parcel in self.parcels if parcel.left]

    def sweep(self, at: datetime) -> None:
        """Forget what has expired by this moment."""
        self.parcels = [parcel for parcel in self.parcels if parcel.closes_at > at]

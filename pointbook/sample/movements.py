"""One member's month: what they bought, used and gave back, as rows of a points file."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from heapq import heapify, heappop, heappush
from itertools import count
from typing import NamedTuple

from pointbook.sample.dice import Dice
from pointbook.sample.people import Member
from pointbook.sample.purse import Purse
from pointbook.sample.seasons import Month, year_end
from pointbook.sample.words import words

RETURN_DAYS = 8  # online points can be spent a week after the order
POINTS_PER_YUAN = 100


class Movement(NamedTuple):
    """One row of a points file. Points are whole and signed, money is in cents."""

    customer_no: str
    occurred_at: datetime
    kind: str
    points: int
    reason: str
    ref: str | None = None
    store: str | None = None
    channel: str | None = None
    campaign: str | None = None
    amount: int | None = None
    usable_from: datetime | None = None
    last_day: date | None = None
    note: str | None = None


@dataclass(frozen=True)
class Purchase:
    """An order that may come back: what it earned and what was paid in points."""

    movement: Movement
    discount: int


class Narrator:
    """Tells month after month what members do; keeps their purses and the orders that may be returned."""

    def __init__(self, dice: Dice, months: int) -> None:
        self.dice = dice
        self.months = months
        self.purses: dict[str, Purse] = {}
        self.returns: dict[str, list[tuple[datetime, Purchase]]] = {}
        self.number = count(1)
        self.texts = words()

    def purse(self, customer_no: str) -> Purse:
        """The purse of one member."""
        return self.purses.setdefault(customer_no, Purse())

    def sweep(self, day: date) -> None:
        """Points that were valid to the day before are gone."""
        for purse in self.purses.values():
            purse.sweep(datetime.combine(day, time.min))

    def month_of(self, member: Member, month: Month) -> list[Movement]:
        """The member's movements of one month in the order in which they happened."""
        if member.joined_on > month.last or (member.closes_month or math.inf) < month.number:
            return []
        since = max(member.joined_on, month.first)
        steps = [*self._visits(member, month, since), *self._extras(member, month, since)]
        if member.closes_month == month.number:
            steps.append((datetime.combine(month.last, time(18, 0)), self._close))
        steps += self._due_returns(member, month)
        order = count()
        ahead = [(at, next(order), step) for at, step in steps]
        heapify(ahead)
        told: list[Movement] = []
        purse = self.purse(member.customer_no)
        while ahead:
            at, _, step = heappop(ahead)
            told += step(member, month, at, purse)
            for due, returning in self._due_returns(member, month):  # bought and back in one month
                heappush(ahead, (due, next(order), returning))
        return told

    def _visits(self, member: Member, month: Month, since: date) -> list[Step]:
        progress = month.number / max(1, self.months - 1)
        days, totals = month.days_since(since)
        mean = (
            member.rate * member.trend ** (progress - 0.4) * totals[-1] / 30 * (1 + 0.25 * progress)
        )
        if member.closes_month is not None:
            mean *= 0.5
        return [
            (_moment(self.dice, self.dice.weighted(days, totals)), self._buy)
            for _ in range(min(40, self.dice.count(mean)))
        ]

    def _extras(self, member: Member, month: Month, since: date) -> list[Step]:
        days, _ = month.days_since(since)
        steps: list[Step] = [
            (_moment(self.dice, self.dice.pick(days), 6, 23), self._sign_in)
            for _ in range(
                self.dice.count(member.signs_in * len(days) / 30) if member.signs_in else 0
            )
        ]
        if member.birthday and member.birthday.month == month.first.month:
            day = month.days[min(member.birthday.day, len(month.days)) - 1]
            if day >= since:
                steps.append((datetime.combine(day, time(9, 0)), self._birthday))
        for campaign in month.campaigns:
            is_first_month = campaign.since >= month.first
            if (
                is_first_month
                and campaign.since >= since
                and self.dice.chance(0.12 * min(2, 0.5 + member.rate))
            ):
                steps.append((_moment(self.dice, campaign.since), self._bonus))
        if self.dice.chance(0.16 * member.spends):
            steps.append((_moment(self.dice, self.dice.pick(days)), self._exchange))
        return steps

    def _due_returns(self, member: Member, month: Month) -> list[Step]:
        waiting = self.returns.get(member.customer_no)
        if not waiting:
            return []
        self.returns[member.customer_no] = [each for each in waiting if each[0].date() > month.last]
        return [(at, _returning(purchase)) for at, purchase in waiting if at.date() <= month.last]

    def _buy(self, member: Member, month: Month, at: datetime, purse: Purse) -> list[Movement]:
        dice, texts = self.dice, self.texts
        campaign = month.campaign_on(at.date())
        is_online = dice.chance(
            min(0.9, member.online * (1.6 if campaign and campaign.is_online else 1.0))
        )
        channel = self._channel(month) if is_online else texts["channels"]["shop"]
        amount = int(100 * math.exp(4.0 + 1.9 * dice.roll() + 1.2 * dice.roll() ** 3)) + dice.pick(
            (0, 0, 90, 50)
        )
        percent = member.tier["percent"] * (campaign.percent if campaign else 100) // 100
        points = max(1, amount * percent // 10_000)
        ref = f"SO{at:%y%m%d}{next(self.number):06d}"
        store = member.shop.name if dice.chance(0.9) and not is_online else None
        usable_from = at + timedelta(days=RETURN_DAYS - 1) if is_online else None
        bought = Movement(
            member.customer_no, at, "earn", points, texts["reasons"]["purchase"], ref,
            store or (None if is_online else member.shop.name), channel, campaign.name if campaign else None,
            amount, usable_from, year_end(at.date()),
        )  # fmt: skip
        discount, paid_at = 0, at - timedelta(seconds=20)
        told = []
        if (
            dice.chance(0.22 * member.spends)
            and (usable := purse.usable(paid_at)) >= 3 * POINTS_PER_YUAN
        ):
            discount = min(usable, amount * 3 // 10) // POINTS_PER_YUAN * POINTS_PER_YUAN
        if discount:
            purse.take(discount, paid_at)
            told.append(Movement(
                member.customer_no, paid_at, "redeem", -discount,
                texts["reasons"]["discount"], ref, bought.store, channel, amount=discount,
            ))  # fmt: skip
        purse.put(points, at, year_end(at.date()), usable_from, ref)
        if dice.chance(0.05 if is_online else 0.02):
            comes_back = at + timedelta(
                days=dice.between(RETURN_DAYS, 20), minutes=dice.between(1, 300)
            )
            self.returns.setdefault(member.customer_no, []).append(
                (comes_back, Purchase(bought, discount))
            )
        return [*told, bought]

    def _channel(self, month: Month) -> str:
        names = self.texts["channels"]
        app = 0.25 + 0.4 * month.number / max(1, self.months - 1)
        roll = self.dice.roll()
        return str(
            names["app"]
            if roll < app
            else names["tmall"]
            if roll < app + (1 - app) * 0.6
            else names["jd"]
        )

    def _sign_in(self, member: Member, month: Month, at: datetime, purse: Purse) -> list[Movement]:
        return [self._gain(member, at, purse, self.dice.pick((1, 1, 2, 2, 5)), "sign_in")]

    def _birthday(self, member: Member, month: Month, at: datetime, purse: Purse) -> list[Movement]:
        return [self._gain(member, at, purse, member.tier["birthday"], "birthday")]

    def _bonus(self, member: Member, month: Month, at: datetime, purse: Purse) -> list[Movement]:
        campaign = month.campaign_on(at.date())
        points = self.dice.pick((50, 100, 100, 200))
        return [
            self._gain(member, at, purse, points, "campaign", campaign.name if campaign else None)
        ]

    def _gain(
        self, member: Member, at: datetime, purse: Purse, points: int, reason: str,
        campaign: str | None = None,
    ) -> Movement:  # fmt: skip
        purse.put(points, at, year_end(at.date()))
        return Movement(
            member.customer_no, at, "earn", points, self.texts["reasons"][reason],
            channel=self.texts["channels"]["app"], campaign=campaign, last_day=year_end(at.date()),
        )  # fmt: skip

    def _exchange(self, member: Member, month: Month, at: datetime, purse: Purse) -> list[Movement]:
        gifts = self.texts["gifts"]
        usable = purse.usable(at)
        within = [n for n, price in enumerate(gifts["points"]) if price <= usable]
        if not within:
            return []
        chosen = self.dice.pick(within)
        points = gifts["points"][chosen]
        purse.take(points, at)
        return [Movement(
            member.customer_no, at, "redeem", -points, self.texts["reasons"]["gift"],
            f"GF{at:%y%m%d}{next(self.number):06d}", member.shop.name, self.texts["channels"]["shop"],
            note=gifts["names"][chosen],
        )]  # fmt: skip

    def _close(self, member: Member, month: Month, at: datetime, purse: Purse) -> list[Movement]:
        points = purse.usable(at)
        purse.parcels.clear()
        if not points:
            return []
        reasons, notes = self.texts["reasons"], self.texts["notes"]
        return [
            Movement(
                member.customer_no, at, "clear", -points, reasons["closed"], note=notes["closed"]
            )
        ]


Step = tuple[datetime, Callable[[Member, Month, datetime, Purse], list[Movement]]]


def _returning(purchase: Purchase) -> Callable[[Member, Month, datetime, Purse], list[Movement]]:
    """The goods of an order come back: its points are taken, the points paid are given."""

    def give_back(member: Member, month: Month, at: datetime, purse: Purse) -> list[Movement]:
        order, reasons = purchase.movement, words()["reasons"]
        told = []
        if purchase.discount:
            purse.put(purchase.discount, at, year_end(at.date()))
            told.append(Movement(
                member.customer_no, at, "restore", purchase.discount, reasons["given_back"], order.ref,
                order.store, order.channel, last_day=year_end(at.date()),
            ))  # fmt: skip
        purse.take(order.points, at)
        return [*told, Movement(
            member.customer_no, at, "claw_back", -order.points, reasons["returned"], order.ref,
            order.store, order.channel, order.campaign, order.amount,
        )]  # fmt: skip

    return give_back


def _moment(dice: Dice, day: date, opens: int = 10, closes: int = 22) -> datetime:
    return datetime.combine(day, time(opens)) + timedelta(
        seconds=dice.between(0, (closes - opens) * 3600 - 1)
    )

"""The members of the sample programme: who they are, where they shop, how busy they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from pointbook.sample.dice import Dice, running_totals
from pointbook.sample.words import words

FIRST_NUMBER = 100001
# Seven leading digits whose blocks are not handed out to anybody; the last four digits are ours.
PHONE_BLOCKS = ("1990000", "1660000", "1910000")
SHARE_JOINED_BEFORE = 0.62
SHARES = {"frozen": 0.02, "closed": 0.02, "staff": 0.02, "test": 0.008}


@dataclass(frozen=True)
class Shop:
    """A store, the city it is in, and the month of the story from which it is open."""

    name: str
    city: str
    region: str
    weight: float
    opens_month: int
    sellers: tuple[str, ...]


@dataclass(frozen=True)
class Member:
    """One customer with the traits that drive the story; only `row` reaches a file."""

    customer_no: str
    shop: Shop
    tier: dict[str, Any]
    status: str
    joined_on: date
    birthday: date | None
    rate: float  # purchases a month
    trend: float  # how the rate changes over the story: 0.5 halves, 2 doubles
    spends: float  # readiness to use points, 0 to 1
    signs_in: float  # sign-ins a month
    online: float  # share of purchases outside the shop
    closes_month: int | None  # the month of the story in which a closed account was closed
    row: dict[str, str] = field(repr=False)


def shops(dice: Dice) -> list[Shop]:
    """The stores with two or three sellers each."""
    return [
        Shop(
            each["name"], each["city"], each["region"], each["weight"], each.get("opens_month", 0),
            tuple(_chinese_name(dice, dice.chance(0.3)) for _ in range(dice.between(2, 3))),
        )
        for each in words()["stores"]
    ]  # fmt: skip


def members(dice: Dice, count: int, since: date, months: int, until: date) -> list[Member]:
    """`count` members in the order in which they joined."""
    places = shops(dice)
    open_from_start = [place for place in places if place.opens_month == 0]
    totals, totals_at_start = (
        running_totals([place.weight for place in some]) for some in (places, open_from_start)
    )
    tails = dice.shuffled(range(10_000))[:count]
    known = min(count - 1, 17)
    found = []
    for number, joined_on in enumerate(_joining_days(dice, count, since, until)):
        month = (joined_on.year - since.year) * 12 + joined_on.month - since.month
        place = dice.weighted(places, totals)
        if month < place.opens_month:
            place = dice.weighted(open_from_start, totals_at_start)
        found.append(
            _member(
                dice,
                number,
                place,
                f"{dice.pick(PHONE_BLOCKS)}{tails[number]:04d}",
                joined_on,
                month,
                months,
                number == known,
            )
        )
    return found


def _joining_days(dice: Dice, count: int, since: date, until: date) -> list[date]:
    before = round(count * SHARE_JOINED_BEFORE)
    story = (until - since).days
    days = [since - timedelta(days=1 + int(dice.roll() ** 1.4 * 2000)) for _ in range(before)]
    # Nobody joins in the last days: everybody has had time to buy something.
    days += [
        since + timedelta(days=int(dice.roll() ** 0.85 * (story - 3)))
        for _ in range(count - before)
    ]
    return sorted(days)


def _member(
    dice: Dice, number: int, place: Shop, phone: str, joined_on: date, month: int, months: int,
    is_known: bool,
) -> Member:  # fmt: skip
    busy = dice.roll()
    tier = _tier(1.0 if is_known else busy)
    status = "active" if is_known else _status(dice)
    is_male = is_known or dice.chance(0.42)
    name = words()["names"]["known"] if is_known else _name(dice, is_male)
    birthday = _birthday(dice) if dice.chance(0.88) else None
    customer_no = f"M{FIRST_NUMBER + number}"
    rate = 0.22 + 1.35 * busy**6 + (0.35 if busy > 0.6 else 0.0) + (1.6 if busy > 0.97 else 0.0)
    trend = 0.35 + 1.9 * dice.roll() ** 1.3
    online = dice.roll() * 0.8
    department = "corporate" if dice.chance(0.03) else ("online" if online > 0.6 else "shop")
    texts = words()
    row = {
        "customer_no": customer_no,
        "name": name,
        "phone": phone if dice.chance(0.97) else "",
        "email": f"{customer_no.lower()}@example.{dice.pick(('com', 'org', 'net'))}"
        if dice.chance(0.55)
        else "",
        "gender": texts["gender"]["male" if is_male else "female"] if dice.chance(0.93) else "",
        "birthday": birthday.isoformat() if birthday else "",
        "joined_on": joined_on.isoformat(),
        "region": place.region,
        "city": place.city,
        "store": place.name,
        "department": texts["departments"][department],
        "owner": dice.pick(place.sellers) if dice.chance(0.8) else "",
        "tier": tier["name"],
        "status": texts["status"][status],
        "source": texts["joined"]["sources"][
            -1 if month < 0 and dice.chance(0.5) else dice.between(0, 3)
        ],
        "tags": ",".join(_tags(dice, busy, trend, month, months)),
    }
    return Member(
        customer_no=customer_no, shop=place, tier=tier, status=status, joined_on=joined_on,
        birthday=birthday, rate=rate, trend=trend, spends=0.15 + 0.85 * dice.roll(),
        signs_in=2.6 * dice.roll() if dice.chance(0.16) else 0.0, online=online,
        closes_month=max(month + 1, dice.between(4, months - 1)) if status == "closed" else None,
        row=row,
    )  # fmt: skip


def _tier(busy: float) -> dict[str, Any]:
    left: float = 1.0
    tiers: list[dict[str, Any]] = words()["tiers"]
    for tier in tiers:
        left -= tier["share"]
        if busy >= left:
            return tier
    return tiers[-1]


def _status(dice: Dice) -> str:
    roll = dice.roll()
    for status, share in SHARES.items():
        if roll < share:
            return status
        roll -= share
    return "active"


def _name(dice: Dice, is_male: bool) -> str:
    if dice.chance(0.02):
        latin: list[str] = words()["names"]["latin"]
        return dice.pick(latin)
    return _chinese_name(dice, is_male)


def _chinese_name(dice: Dice, is_male: bool) -> str:
    names = words()["names"]
    surname = dice.pick(names["rare_surnames" if dice.chance(0.07) else "surnames"].split())
    return f"{surname}{dice.pick(names['male_given' if is_male else 'female_given'].split())}"


def _birthday(dice: Dice) -> date:
    age = 19 + int(46 * dice.roll() ** 1.5)
    return date(2005 - (age - 19), 1, 1) + timedelta(days=dice.between(0, 364))


def _tags(dice: Dice, busy: float, trend: float, month: int, months: int) -> list[str]:
    texts = words()["tags"]
    tags = []
    if busy > 0.9:
        tags.append(texts["valuable"])
    if trend < 0.5 and busy < 0.5:
        tags.append(texts["asleep"])
    if month >= months - 4:
        tags.append(texts["fresh"])
    if dice.chance(0.3):
        tags.append(dice.pick(texts["others"]))
    return tags

"""What is written of customers: values of their fields, and words among their tags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

import polars as pl

from pointbook.customers import floors
from pointbook.customers.changing import of_text
from pointbook.customers.registry import REGISTER_SCHEMA, text_of
from pointbook.customers.tags import join_tags, split_tags
from pointbook.errors import FieldNotForMany, InvalidDate, NothingToEdit

FIELDS: Final = (
    "store", "region", "city", "department", "owner", "tier", "tier_floor", "tier_floor_until", "status", "tags",
)  # fmt: skip
"""The fields that many customers may share, so that they are written for many at once."""


@dataclass(frozen=True)
class Edit:
    """Values by field, then tags that go, then tags that come."""

    values: Mapping[str, str | None] = field(default_factory=dict)
    """By one of FIELDS; None empties it. Days as 2026-03-05."""
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that it is about, in the order of FIELDS."""
        tagged = ("tags",) if self.add_tags or self.remove_tags else ()
        # Either half of a tier that is kept may change the other.
        floor = floors.FIELDS if self.values.keys() & set(floors.FIELDS) else ()
        return tuple(each for each in FIELDS if each in (*self.values, *tagged, *floor))

    def checked(self) -> Edit:
        """The same with its texts trimmed; FieldNotForMany, NothingToEdit, InvalidText, InvalidDate."""
        strange = next((name for name in self.values if name not in FIELDS), None)
        if strange is not None:
            raise FieldNotForMany(field=strange, fields=", ".join(FIELDS))
        values = {name: text_of(value, name) for name, value in self.values.items()}
        if values.get("tags"):
            values["tags"] = join_tags((str(values["tags"]),))
        add, remove = (
            tuple(split_tags(join_tags(tags))) for tags in (self.add_tags, self.remove_tags)
        )
        for name, value in values.items():
            if value is not None and REGISTER_SCHEMA[name] == pl.Date:
                _require_day(value)
        checked = Edit(values, add, remove)
        if not checked.fields:
            raise NothingToEdit
        text_of(",".join((*add, *remove)), "tags")
        return checked

    def of(self, customers: pl.DataFrame) -> pl.DataFrame:
        """Customers as they will be."""
        written = customers.with_columns(
            of_text(pl.lit(value, pl.String), REGISTER_SCHEMA[name]).alias(name)
            for name, value in self.values.items()
        )
        if not (self.add_tags or self.remove_tags):
            return written
        # Thousands of customers have few sets of tags.
        sets = written.select("tags").unique()
        will = pl.Series("will", [self._tagged(each) for each in sets["tags"]], pl.String)
        joined = written.join(
            sets.with_columns(will), on="tags", how="left", nulls_equal=True, maintain_order="left"
        )
        return joined.with_columns(tags="will").drop("will")

    def _tagged(self, tags: str | None) -> str | None:
        has = split_tags(tags)
        will = list(
            dict.fromkeys((*(each for each in has if each not in self.remove_tags), *self.add_tags))
        )
        return tags if will == has else join_tags(will)

    @property
    def told(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return asdict(self)

    @staticmethod
    def of_told(told: Mapping[str, Any]) -> Edit:
        """An edit that was kept."""
        return Edit(dict(told["values"]), tuple(told["add_tags"]), tuple(told["remove_tags"]))


def _require_day(value: str) -> None:
    try:
        date.fromisoformat(value)
    except ValueError:
        raise InvalidDate(value=value) from None

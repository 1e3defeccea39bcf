"""What was changed of customers, field by field: kept with before and after, read, and given back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from pointbook.access import Actor, as_actor
from pointbook.access.masking import mask
from pointbook.customers.pinyin import search_texts
from pointbook.errors import ChangedSince, UnknownChange

if TYPE_CHECKING:
    from pointbook.store.store import Store
    from pointbook.store.writing import Author, Writing

_VALUES: Final = ("changed_from", "changed_to")


def stage(writing: Writing, customers: pl.DataFrame) -> str:
    """The path of registered customers as they will be, for `write`.

    `customers` has customer_id, customer_no, every standard field and `fields`, the own ones as JSON text.
    """
    return writing.stage(customers.with_columns(search_text=search_texts(customers)))


def write(writing: Writing, staged: str, batch_id: int) -> None:
    """Write staged customers, keeping what that changes."""
    keep(writing, staged, batch_id)
    writing.run("update_customers", staged=staged, now=writing.recorded_at)
    writing.run("touch_accounts", staged=staged)


def keep(writing: Writing, staged: str, batch_id: int | None = None) -> None:
    """Keep what the command is about to change of staged customers; before anything is written."""
    writing.run("customers/keep_changes", staged=staged, link_id=writing.link_id, batch_id=batch_id)


def update_from_import(writing: Writing, staged: str, batch_id: int) -> None:
    """Write what staged customers say of those already registered, keeping what was there for undo.

    A field that the file leaves empty stays as it is; own fields are merged.
    """
    changed = writing.ask("changes/customers_changed", staged=staged)
    staged = stage(writing, changed)
    writing.run("keep_customers", staged=staged, batch_id=batch_id)
    write(writing, staged, batch_id)


def give_back(writing: Writing, batch_id: int) -> dict[str, int]:
    """Take back what an import or an edit of many did to the register; the last batch is that of the undo.

    What nobody changed since is as before: of an import by customer, of an edit by field. Customers whom an
    import brought go if nothing was ever posted to them.
    """
    undo_id = int(writing.state["last_batch_id"])
    before = writing.ask("changes/customers_kept", batch_id=batch_id)
    if before.is_empty():
        before = before_edit(writing, batch_id)
        _require_all_within(writing.command.by, before)
    if before.height:
        write(writing, stage(writing, before), undo_id)
    idle = int(writing.ask("customers/idle", batch_id=batch_id).item())
    if idle:
        writing.run("drop_accounts", batch_id=batch_id)
        writing.run("drop_customers", batch_id=batch_id)
        writing.run("customers/drop_changes")
    return {"restored_customers": before.height, "removed_customers": idle}


def changes(
    store: Store, customer_no: str, actor: Actor | str, limit: int | None = None
) -> pl.DataFrame:
    """Every change of a customer whom the actor sees, newest first, as customers/changes.

    Personal values are masked as the fields themselves are, and empty where they were erased.
    """
    by = as_actor(actor)
    found = store.question(
        "customers/changes", customer_no=customer_no.strip(), row_limit=limit, **by.scope.parameters
    )
    if by.sees_plain:
        return found
    rows = [
        [_masked(field, is_own, row[value]) for value in _VALUES]
        for row in found.iter_rows(named=True)
        for field, is_own in [(row["changed_field"], row["is_own"])]
    ]
    return found.with_columns(
        pl.Series(name, [row[place] for row in rows], pl.String)
        for place, name in enumerate(_VALUES)
    )


def _masked(field: str, is_own: bool, value: str | None) -> Any:
    if is_own:
        return mask("fields", value)
    return mask(field, date.fromisoformat(value) if value and field == "birthday" else value)


def former(writing: Writing, customer: Mapping[str, Any], link_id: int) -> dict[str, Any]:
    """What the fields that a command changed of a customer were before it, own fields among them.

    `customer` is a row of customers/one, its own fields under `own`. UnknownChange, ChangedSince.
    """
    number = str(customer["customer_no"])
    found = writing.ask("changes/customers/changed_by", customer_no=number, link_id=int(link_id))
    if found.is_empty():
        raise UnknownChange(customer_no=number)
    values: dict[str, Any] = {}
    for row in found.iter_rows(named=True):
        holder = customer["own"] if row["is_own"] else customer
        now = holder.get(row["field"])
        if (None if now is None else str(now)) != row["after"]:
            raise ChangedSince(customer_no=number, field=row["field"])
        values[row["field"]] = row["before"]
    return values


def before_edit(writing: Writing, batch_id: int) -> pl.DataFrame:
    """Customers whom an edit of many changed, with the fields that are still as it left them as before it."""
    changed = writing.ask("changes/customers/edited", batch_id=batch_id)
    customers = changed.select("customer_id").unique()
    now = writing.ask("changes/customers/whole", staged=writing.stage(customers))
    back = now
    for (name,), was in changed.group_by("field"):
        field = str(name)
        told = was.select("customer_id", "before", "after", is_changed=pl.lit(True))
        is_as_left = pl.col("is_changed") & pl.col(field).cast(pl.String).eq_missing(
            pl.col("after")
        )
        back = (
            back.join(told, on="customer_id", how="left", maintain_order="left")
            .with_columns(
                pl.when(is_as_left)
                .then(of_text(pl.col("before"), now.schema[field]))
                .otherwise(field)
                .alias(field)
            )
            .select(now.columns)
        )
    return back.join(now, on=now.columns, how="anti", nulls_equal=True, maintain_order="left")


def of_text(text: pl.Expr, kind: pl.DataType) -> pl.Expr:
    """A field from the text that it is kept as."""
    return text.str.to_date() if kind == pl.Date else text


def require_within(actor: Actor, values: Mapping[str, object]) -> None:
    """NotPermitted to put a customer where the actor does not see them."""
    if not actor.scope.holds(values):
        actor.require_everybody()


def _require_all_within(by: Author | str, customers: pl.DataFrame) -> None:
    """The same of many at once."""
    if isinstance(by, Actor) and by.scope.field is not None:
        for place in set(customers[by.scope.field]):
            require_within(by, {by.scope.field: place})

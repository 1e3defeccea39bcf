"""疑似重复客户: pairs who may be one person, until they are merged or somebody says that they are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pointbook.access import Right, as_actor
from pointbook.access.own_record import require_not_own
from pointbook.access.permit import permit
from pointbook.errors import UnknownCustomer
from pointbook.store.writing import Command

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.store.store import Store
    from pointbook.store.writing import Writing


def set_apart(
    store: Store, customer_no: str, other_no: str, actor: Actor | str, request_id: str | None = None
) -> None:
    """Keep that two customers are not the same person; said again, it changes nothing.

    NotPermitted without the right to merge, UnknownCustomer for one whom the actor does not see, OwnRecord.
    """
    by = as_actor(actor)
    permit(store, "set_apart", by, Right.MERGE_CUSTOMER)
    told = {"customer_no": customer_no.strip(), "other_no": other_no.strip()}

    def act(writing: Writing) -> bool:
        for number in told.values():
            if writing.ask("customers/one", customer_no=number, **by.scope.parameters).is_empty():
                raise UnknownCustomer(customer_no=number)
            require_not_own(writing, number)
        writing.run("customers/set_apart", **told, link_id=writing.link_id)
        return True

    store.perform(Command("set_apart", by, request_id, told, told), act)

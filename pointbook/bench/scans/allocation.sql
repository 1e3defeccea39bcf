-- The bare scan of the columns that an allocation reads.
select
    max(customer_id), max(kind), max(entry_id), max(requested), max(occurred_at), max(available_from),
    max(expires_at)
from point_entry

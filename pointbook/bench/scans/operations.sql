-- One row per entry, in no order: what the kernel needs to allocate all of them anew.
select
    customer_id,
    available_from is not null as is_credit,
    entry_id,
    cast(requested * 100 as bigint) as requested,
    epoch_us(occurred_at) as occurred_at,
    epoch_us(coalesce(available_from, occurred_at)) as available_from,
    coalesce(epoch_us(expires_at), 9223372036854775807) as expires_at
from point_entry

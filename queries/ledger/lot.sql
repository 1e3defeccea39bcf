-- One entry as a lot, with nothing left in it, in microseconds.
-- $entry_id  int  which
select
    customer_id, entry_id, cast(0 as bigint) as remaining, cast(0 as bigint) as held,
    epoch_us(occurred_at) as occurred_at,
    coalesce(epoch_us(available_from), epoch_us(occurred_at)) as available_from,
    coalesce(epoch_us(expires_at), 9223372036854775807) as expires_at
from point_entry
where entry_id = $entry_id

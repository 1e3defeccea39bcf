-- Staged entries as lots, with nothing left in them, in microseconds.
-- $staged  text  path of the entries' ids
select
    customer_id, entry_id, cast(0 as bigint) as remaining, cast(0 as bigint) as held,
    epoch_us(occurred_at) as occurred_at,
    coalesce(epoch_us(available_from), epoch_us(occurred_at)) as available_from,
    coalesce(epoch_us(expires_at), 9223372036854775807) as expires_at
from point_entry
where entry_id in (select entry_id from read_parquet($staged))

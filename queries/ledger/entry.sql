-- One entry, points in hundredths.
-- $entry_id  int  which
select
    entry_id, customer_id, cast(kind as varchar) as kind, cast(points * 100 as bigint) as points,
    occurred_at, available_from, expires_at, reverses_entry_id, source, ref, batch_id,
    reason, store, channel, campaign, cast(amount * 100 as bigint) as amount
from point_entry
where entry_id = $entry_id

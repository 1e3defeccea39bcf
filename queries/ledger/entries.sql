-- All entries of one customer with the running balance, oldest first in business time.
-- $customer_id  int  whose
select
    point_entry.entry_id, point_entry.occurred_at, cast(point_entry.kind as varchar) as kind,
    point_entry.points,
    cast(sum(point_entry.points) over (
        order by point_entry.occurred_at, point_entry.entry_id
        rows between unbounded preceding and current row
    ) as decimal(18, 2)) as balance_after,
    point_entry.reason, point_entry.ref, nullif(entry_note.note, '') as note, point_entry.batch_id, point_entry.actor,
    point_entry.source, point_entry.requested, point_entry.short, point_entry.reverses_entry_id,
    point_entry.available_from, point_entry.expires_at, point_entry.store, point_entry.channel,
    point_entry.campaign, point_entry.recorded_at, entry_note.for_customer as customer_note,
    late_entry.business_at
from point_entry
left join late_entry on late_entry.entry_id = point_entry.entry_id
left join entry_note on entry_note.entry_id = point_entry.entry_id
where point_entry.customer_id = $customer_id
order by point_entry.occurred_at, point_entry.entry_id

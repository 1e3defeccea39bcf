-- Which lots a debit drew on; no lot means debt.
-- $entry_id  int  the debit
select
    drawn.lot_entry_id, opener.ref, cast(-drawn.points as decimal(18, 2)) as points
from (
    select lot_entry_id, cast(sum(points) as decimal(38, 2)) as points
    from lot_entry
    where entry_id = $entry_id
    group by lot_entry_id
    having cast(sum(points) as decimal(38, 2)) < 0
) as drawn
left join point_entry as opener on opener.entry_id = drawn.lot_entry_id
order by opener.expires_at nulls last, opener.occurred_at nulls last, drawn.lot_entry_id nulls last

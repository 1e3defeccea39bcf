-- What a hold still holds, lot by lot in their order, in hundredths; no row for an unknown hold.
-- $hold_id  int  which
select
    point_hold.hold_id, point_hold.customer_id, point_hold.occurred_at as held_at,
    held.lot_entry_id, cast(held.points * 100 as bigint) as points,
    point_entry.expires_at
from point_hold
join (
    select hold_id, lot_entry_id, cast(sum(points) as decimal(38, 2)) as points
    from hold_entry
    where hold_id = $hold_id
    group by hold_id, lot_entry_id
) as held on held.hold_id = point_hold.hold_id
join point_entry on point_entry.entry_id = held.lot_entry_id
where point_hold.hold_id = $hold_id
order by point_entry.expires_at nulls last, point_entry.occurred_at, held.lot_entry_id

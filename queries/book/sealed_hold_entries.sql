-- The rows of holds that one link sealed, in its order; -1 for no entry, in hundredths.
-- $link_id  int  which
select
    hold_id, customer_id, lot_entry_id, cast(points * 100 as bigint) as points, occurred_at,
    coalesce(entry_id, -1) as entry_id
from hold_entry
where link_id = $link_id
order by hold_id, lot_entry_id, points

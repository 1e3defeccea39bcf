-- The rows of holds that links sealed, by link and in the order of each; -1 for no entry, in hundredths.
select
    link_id, hold_id, customer_id, lot_entry_id, cast(points * 100 as bigint) as points, occurred_at,
    coalesce(entry_id, -1) as entry_id
from hold_entry
order by link_id, hold_id, lot_entry_id, hold_entry.points

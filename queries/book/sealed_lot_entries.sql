-- The lot rows of a stretch of entries, in the order that a link seals; -1 for none, in hundredths.
-- $first  int  first entry
-- $last   int  last entry
select
    entry_id,
    coalesce(lot_entry_id, -1) as lot_entry_id,
    cast(points * 100 as bigint) as points,
    effective_at,
    coalesce(debt_entry_id, -1) as debt_entry_id
from lot_entry
where entry_id between $first and $last
order by
    entry_id, coalesce(lot_entry_id, -1), effective_at, coalesce(debt_entry_id, -1), points

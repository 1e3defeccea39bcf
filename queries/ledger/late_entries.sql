-- The dates that late entries were said to have, of a stretch of entries.
-- $first  int  first entry
-- $last   int  last entry
select entry_id, business_at, checksum
from late_entry
where entry_id between $first and $last
order by entry_id

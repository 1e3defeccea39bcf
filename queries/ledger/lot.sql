-- One entry as a lot, whether open or not.
-- $entry_id  int  which
select customer_id, entry_id, occurred_at, available_from, expires_at
from point_entry
where entry_id = $entry_id

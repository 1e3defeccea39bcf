-- The newest lot that an entry drew on, whatever came back into it since; null = it drew on none.
-- $entry_id  int  the entry
select max(lot_entry_id) as lot_entry_id
from lot_entry
where entry_id = $entry_id
  and debt_entry_id is null

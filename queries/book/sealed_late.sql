-- The checksums of the dates of late entries that one link sealed, in its order.
-- $link_id  int  which
select checksum
from late_entry
where link_id = $link_id
order by entry_id

-- One row per entry of a stretch, with its checksum, oldest number first.
-- $first  int  first entry
-- $last   int  last entry
select entry_id, checksum
from point_entry
where entry_id between $first and $last
order by entry_id

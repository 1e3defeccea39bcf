-- The checksums of a stretch of entries, in the order that a link seals.
-- $first  int  first entry
-- $last   int  last entry
select checksum
from point_entry
where entry_id between $first and $last
order by entry_id

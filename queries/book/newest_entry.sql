-- The newest entry by order of posting.
select cast(max(entry_id) as bigint) as entry_id
from point_entry

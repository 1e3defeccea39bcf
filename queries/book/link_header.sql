-- The header of one link of the chain of writes, or no row.
-- $link_id  int  which
select recorded_at, command, actor
from audit_link
where link_id = $link_id

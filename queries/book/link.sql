-- The chain after one link.
-- $link_id  int  which
select chain
from audit_link
where link_id = $link_id

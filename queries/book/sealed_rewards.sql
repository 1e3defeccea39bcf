-- The checksums of the rewards that one link sealed, in its order.
-- $link_id  int  which
select checksum
from reward
where link_id = $link_id
order by version_id

-- The checksums of the redemptions that one link sealed, in its order.
-- $link_id  int  which
select checksum
from redemption
where link_id = $link_id
order by version_id

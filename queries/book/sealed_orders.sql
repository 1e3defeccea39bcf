-- The checksums of the orders that one link sealed, in its order.
-- $link_id  int  which
select checksum
from customer_order
where link_id = $link_id
order by version_id

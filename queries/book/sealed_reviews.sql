-- The checksums of the reviews of rights that one link sealed, in its order.
-- $link_id  int  which
select checksum
from permission_review
where link_id = $link_id
order by review_id

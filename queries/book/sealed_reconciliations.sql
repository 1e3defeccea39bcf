-- The checksums of the comparisons that one link sealed.
-- $link_id  int  which
select checksum
from reconciliation
where link_id = $link_id
order by reconciliation_id

-- The last link of the chain of writes, or no row.
select link_id, recorded_at, chain
from audit_link
order by link_id desc
limit 1

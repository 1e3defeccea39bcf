-- Every link of the chain of writes, in order.
select
    link_id, recorded_at, command, actor, request_id, content_digest,
    cast(details as varchar) as details, cast(receipt as varchar) as receipt, first_entry_id,
    last_entry_id, rows_digest, chain
from audit_link
order by link_id

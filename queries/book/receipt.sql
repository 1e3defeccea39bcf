-- The one command done under a request id, or no row.
-- $request_id  text  the key
select content_digest, cast(receipt as varchar) as receipt
from audit_link
where request_id = $request_id

-- One row per command that was done, and per refusal with how often it was repeated, newest first.
-- $since         timestamp  from this instant on, UTC, null = from the beginning
-- $until         timestamp  before this instant, UTC, null = to the end
-- $actor         text       of one user, null = of all
-- $command       text       one kind of command, null = all
-- $customer      text       of one customer: "customer_no": and the number, as JSON has both, null = all
-- $refused       bool       true = refusals only
-- $row_limit     int        rows wanted
-- $row_offset    int        rows left out before them
select
    recorded_at, last_at, times, command, actor, link_id, refusal_id, code, details, receipt, first_entry_id,
    last_entry_id, rows_digest, chain
from audit_action
where (cast($since as timestamp) is null or recorded_at >= cast($since as timestamp))
  and (cast($until as timestamp) is null or recorded_at < cast($until as timestamp))
  and (cast($actor as varchar) is null or actor = cast($actor as varchar))
  and (cast($command as varchar) is null or command = cast($command as varchar))
  and (
    cast($customer as varchar) is null
    or strpos(details, cast($customer as varchar)) > 0
    or strpos(receipt, cast($customer as varchar)) > 0
  )
  and (refusal_id is not null or not coalesce(cast($refused as boolean), false))
order by recorded_at desc, link_id desc nulls first, refusal_id desc nulls last
limit $row_limit offset $row_offset

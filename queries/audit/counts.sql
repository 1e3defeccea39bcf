-- One row: how many commands were done and how many refused, in how many rows of audit/actions, by how many users.
-- $since         timestamp  from this instant on, UTC, null = from the beginning
-- $until         timestamp  before this instant, UTC, null = to the end
-- $actor         text       of one user, null = of all
-- $command       text       one kind of command, null = all
-- $customer      text       of one customer: "customer_no": and the number, as JSON has both, null = all
-- $refused       bool       true = refusals only
select
    cast(coalesce(sum(case when refusal_id is null then 1 else 0 end), 0) as bigint) as commands,
    cast(coalesce(sum(case when refusal_id is null then 0 else times end), 0) as bigint) as refusals,
    cast(count(*) as bigint) as rows,
    cast(count(distinct actor) as bigint) as users
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

-- Every row of the chain of refusals, in order.
select
    refusal_id, recorded_at, last_at, times, command, actor, code, cast(details as varchar) as details, chain
from audit_refusal
order by refusal_id

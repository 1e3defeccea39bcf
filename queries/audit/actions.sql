-- One row per command that was done, and per refusal with how often it was repeated, newest first.
-- $since         timestamp  from this instant on, UTC, null = from the beginning
-- $until         timestamp  before this instant, UTC, null = to the end
-- $actor         text       of one user, null = of all
-- $command       text       one kind of command, null = all
-- $customer      text       of one customer: "customer_no": and the number, as JSON has both, null = all
-- $customer_id   int        the same customer by the inside number, null = nobody has that number now
-- $refused       bool       true = refusals only
-- $row_limit     int        rows wanted
-- $row_offset    int        rows left out before them
with
mine as (
    select entry_id
    from point_entry
    where customer_id = cast($customer_id as integer)
),

-- Who is known by their entries needs no search through the texts of all that wrote some.
concerned as (
    select link_id
    from audit_link
    where first_entry_id = last_entry_id
      and first_entry_id in (select entry_id from mine)
    union all
    select link_id
    from audit_link
    where first_entry_id < last_entry_id
      and exists (
        select 1 from mine where mine.entry_id between audit_link.first_entry_id and audit_link.last_entry_id)
    union all
    select link_id
    from audit_link
    where first_entry_id is null
      and cast($customer as varchar) is not null
      and (strpos(cast(details as varchar), cast($customer as varchar)) > 0
           or strpos(cast(receipt as varchar), cast($customer as varchar)) > 0)
    union all
    select link_id
    from audit_link
    where first_entry_id is not null
      and cast($customer_id as integer) is null
      and cast($customer as varchar) is not null
      and (strpos(cast(details as varchar), cast($customer as varchar)) > 0
           or strpos(cast(receipt as varchar), cast($customer as varchar)) > 0)
),

action as (
    select recorded_at, times, actor, command, link_id, refusal_id
    from audit_action
    where cast($customer as varchar) is null
    union all
    select recorded_at, cast(1 as bigint), actor, command, link_id, cast(null as bigint)
    from audit_link
    where link_id in (select link_id from concerned)
    union all
    select recorded_at, times, actor, command, cast(null as bigint), refusal_id
    from audit_refusal
    where cast($customer as varchar) is not null
      and strpos(cast(details as varchar), cast($customer as varchar)) > 0
),

-- The texts of a row are read once it is known to be wanted.
wanted as (
    select link_id, refusal_id
    from action
    where (cast($since as timestamp) is null or recorded_at >= cast($since as timestamp))
      and (cast($until as timestamp) is null or recorded_at < cast($until as timestamp))
      and (cast($actor as varchar) is null or actor = cast($actor as varchar))
      and (cast($command as varchar) is null or command = cast($command as varchar))
      and (refusal_id is not null or not coalesce(cast($refused as boolean), false))
    order by recorded_at desc, link_id desc nulls first, refusal_id desc nulls last
    limit $row_limit offset $row_offset
)

select
    recorded_at, last_at, times, command, actor, link_id, refusal_id, code, details, receipt, first_entry_id,
    last_entry_id, rows_digest, chain
from (
    select
        recorded_at, last_at, times, command, actor, link_id, refusal_id, code, details, receipt, first_entry_id,
        last_entry_id, rows_digest, chain
    from audit_action
    where link_id in (select link_id from wanted where link_id is not null)
    union all
    select
        recorded_at, last_at, times, command, actor, link_id, refusal_id, code, details, receipt, first_entry_id,
        last_entry_id, rows_digest, chain
    from audit_action
    where refusal_id in (select refusal_id from wanted where refusal_id is not null)
) as told
order by recorded_at desc, link_id desc nulls first, refusal_id desc nulls last

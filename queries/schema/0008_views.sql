-- Pieces of questions that several of them share.

-- Who is spoken of by a standing import besides entries: orders, redemptions, and history kept to be read.
create view customer_mention as
select said.customer_id, said.batch_id
from (
    select customer_id, batch_id from customer_order
    union all
    select customer_id, batch_id from redemption
    union all
    select customer_id, batch_id from past_entry
) as said
join batch on batch.batch_id = said.batch_id
where batch.undone_by is null;

-- Every command that was done and every refusal, in the same columns; what only one of them has is null.
create view audit_action as
select
    recorded_at, recorded_at as last_at, cast(1 as bigint) as times, command, actor, link_id,
    cast(null as bigint) as refusal_id, cast(null as varchar) as code,
    cast(details as varchar) as details, cast(receipt as varchar) as receipt,
    first_entry_id, last_entry_id, rows_digest, chain
from audit_link
union all
select
    recorded_at, last_at, times, command, actor, cast(null as bigint) as link_id,
    refusal_id, code, cast(details as varchar) as details, cast(null as varchar) as receipt,
    cast(null as bigint) as first_entry_id, cast(null as bigint) as last_entry_id,
    cast(null as varchar) as rows_digest, chain
from audit_refusal;

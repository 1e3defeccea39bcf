-- One row per customer whom an import brought or changed or an edit of many changed, and what an undo makes of them.
-- Those brought are removed, or kept for entries, a merge or what other imports said of them; those changed
-- are restored to what they were, or are newer where somebody changed them since: of an edit every field.
-- $batch_id  int  the import or edit
with edited as (
    select customer_change.customer_id, customer_change.field, customer_change.link_id, customer_change.after
    from customer_change
    join batch on batch.batch_id = customer_change.batch_id
    where customer_change.batch_id = $batch_id
      and batch.kind = 'edit'
      and customer_change.before is distinct from customer_change.after
),

newest as (
    select later.customer_id, later.field, max(later.link_id) as link_id
    from customer_change as later
    join edited
        on edited.customer_id = later.customer_id
        and edited.field = later.field
        and edited.link_id < later.link_id
    where not later.is_own
    group by later.customer_id, later.field
),

since as (
    select now.customer_id, now.field, now.after
    from newest
    join customer_change as now
        on now.customer_id = newest.customer_id
        and now.field = newest.field
        and now.link_id = newest.link_id
        and not now.is_own
)

select
    customer.customer_no,
    case
        when account.entry_count = 0
            and customer.merged_into is null
            and customer.customer_id not in (
                select merged_into
                from customer
                where merged_into is not null
            )
            and customer.customer_id not in (
                select customer_id
                from customer_mention
                where batch_id <> $batch_id
            ) then 'removed'
        else 'kept'
    end as fate
from customer
join account on account.customer_id = customer.customer_id
where customer.batch_id = $batch_id
union all
select
    customer.customer_no,
    case when customer.updated_at = batch.recorded_at then 'restored' else 'newer' end as fate
from customer_before
join customer on customer.customer_id = customer_before.customer_id
join batch on batch.batch_id = customer_before.batch_id
where customer_before.batch_id = $batch_id
  and batch.kind = 'import'
union all
select
    customer.customer_no,
    case
        when count(case when since.field is null or since.after is not distinct from edited.after then 1 end) > 0
            then 'restored'
        else 'newer'
    end as fate
from edited
join customer on customer.customer_id = edited.customer_id
left join since on since.customer_id = edited.customer_id and since.field = edited.field
group by customer.customer_no
order by fate, customer_no

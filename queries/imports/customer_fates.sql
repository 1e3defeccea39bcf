-- One row per customer whom an import brought or changed, and what an undo of it would make of them.
-- Those brought are removed, or kept for entries, a merge or what other imports said of them; those changed
-- are restored to what they were, or are newer where somebody changed them since.
-- $batch_id  int  the import
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
order by fate, customer_no

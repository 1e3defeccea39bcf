-- How many customers an import brought that have no entry, no part in a merge, and nothing of other imports.
-- $batch_id  int  the import
select count(*) as customers
from customer
join account on account.customer_id = customer.customer_id
where customer.batch_id = $batch_id
  and account.entry_count = 0
  and customer.merged_into is null
  and customer.customer_id not in (select customer_id from past_entry)
  and customer.customer_id not in (select merged_into from customer where merged_into is not null)
  and customer.customer_id not in (
      select purchase.customer_id
      from customer_order as purchase
      join batch on batch.batch_id = purchase.batch_id
      where purchase.batch_id <> $batch_id and batch.undone_by is null
      union all
      select redemption.customer_id
      from redemption
      join batch on batch.batch_id = redemption.batch_id
      where redemption.batch_id <> $batch_id and batch.undone_by is null
  )

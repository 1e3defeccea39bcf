-- How many customers an import brought that have no entry, no part in a merge, and nothing of other imports.
-- $batch_id  int  the import
select count(*) as customers
from customer
join account on account.customer_id = customer.customer_id
where customer.batch_id = $batch_id
  and account.entry_count = 0
  and customer.merged_into is null
  and customer.customer_id not in (select merged_into from customer where merged_into is not null)
  and customer.customer_id not in (
      select customer_id from customer_mention where batch_id <> $batch_id
  )

-- How many customers an import brought that have no entry.
-- $batch_id  int  the import
select count(*) as customers
from customer
join account on account.customer_id = customer.customer_id
where customer.batch_id = $batch_id
  and account.entry_count = 0

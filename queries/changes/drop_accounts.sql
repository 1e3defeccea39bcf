-- Removes the accounts of customers that an undone import brought and that never had an entry.
-- $batch_id  int  the import
delete from account
where entry_count = 0
  and customer_id in (select customer_id from customer where batch_id = $batch_id)

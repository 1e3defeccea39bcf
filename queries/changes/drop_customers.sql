-- Removes customers that an undone import brought and that have no account any more.
-- $batch_id  int  the import
delete from customer
where batch_id = $batch_id
  and customer_id not in (select customer_id from account)

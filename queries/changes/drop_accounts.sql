-- Removes the accounts of customers that an undone import brought,
-- that never had an entry, part in a merge, or an order or redemption of another import.
-- $batch_id  int  the import
delete from account
where entry_count = 0
  and customer_id in (select customer_id from customer where batch_id = $batch_id and merged_into is null)
  and customer_id not in (select merged_into from customer where merged_into is not null)
  and customer_id not in (
      select customer_id from customer_mention where batch_id <> $batch_id
  )

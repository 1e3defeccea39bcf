-- One row per field of a customer that an edit of many customers changed; nothing where its values were erased.
-- $batch_id  int  the edit; of any other batch nothing
select
    cast(customer_change.customer_id as bigint) as customer_id, customer_change.field, customer_change.before,
    customer_change.after
from customer_change
join batch on batch.batch_id = customer_change.batch_id
where customer_change.batch_id = $batch_id
  and batch.kind = 'edit'
  and customer_change.before is distinct from customer_change.after

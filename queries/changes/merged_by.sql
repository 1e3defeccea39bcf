-- Who was merged into whom by a batch, by their outside numbers.
-- $batch_id  int  the merge
select customer.customer_no, heir.customer_no as merged_into
from customer_before
join customer on customer.customer_id = customer_before.customer_id
join customer as heir on heir.customer_id = customer.merged_into
where customer_before.batch_id = $batch_id

-- One row per customer whom a batch has entries of.
-- $batch_id  int  the batch
select distinct customer_id
from point_entry
where batch_id = $batch_id
order by customer_id

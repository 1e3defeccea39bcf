-- Staged customers, and those who were merged into them, by inside and outside number.
-- $staged  text  path of the customer numbers
select customer_id, customer_no
from customer
where customer_no in (select customer_no from read_parquet($staged))
union
select merged.customer_id, merged.customer_no
from customer as merged
join customer as heir on heir.customer_id = merged.merged_into
where heir.customer_no in (select customer_no from read_parquet($staged))
order by customer_id

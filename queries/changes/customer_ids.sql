-- The internal ids of staged customer numbers.
-- $staged  text  path of the numbers
select customer.customer_no, customer.customer_id
from customer
where customer.customer_no in (select customer_no from read_parquet($staged))

-- Opens an empty account for each staged customer.
-- $staged  text  path of the customers
insert into account
select customer_id, 0, 0, 0, 0, 0, null, null, 0
from read_parquet($staged)

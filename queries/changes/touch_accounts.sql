-- Moves the revision of staged customers on.
-- $staged  text  path of the customers
update account
set revision = revision + 1
where customer_id in (select customer_id from read_parquet($staged))

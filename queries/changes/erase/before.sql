-- Takes away what imports kept of staged customers for their undo.
-- $staged  text  path of the customers
delete from customer_before
where customer_id in (select customer_id from read_parquet($staged))

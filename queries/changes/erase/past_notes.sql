-- Empties the notes of staged customers' history from before the cut-over.
-- $staged  text  path of the customers
update past_entry
set note = null
where note is not null and customer_id in (select customer_id from read_parquet($staged))

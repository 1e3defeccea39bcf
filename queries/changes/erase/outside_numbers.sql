-- Takes away the numbers of staged customers from comparisons of a time when the book did not know them.
-- $staged  text  path of the customers
update reconciliation_line
set outside_no = null
where outside_no in (
    select customer_no from customer where customer_id in (select customer_id from read_parquet($staged))
)

-- Takes away the further columns of staged customers' orders, in all versions.
-- $staged  text  path of the customers
delete from order_fields
where version_id in (
    select version_id from customer_order where customer_id in (select customer_id from read_parquet($staged)))

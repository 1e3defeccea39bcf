-- Open lots of staged customers, in hundredths.
-- $staged  text  path of the customers' ids
select
    customer_id, lot_entry_id, cast(remaining * 100 as bigint) as remaining,
    cast(held * 100 as bigint) as held, occurred_at, available_from, expires_at
from open_lot
where customer_id in (select customer_id from read_parquet($staged))

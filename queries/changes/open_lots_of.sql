-- Open lots of staged customers, by customer and lot, in hundredths and microseconds.
-- $staged  text  path of the customers' ids
select
    customer_id, lot_entry_id, cast(remaining * 100 as bigint) as remaining,
    cast(held * 100 as bigint) as held, epoch_us(occurred_at) as occurred_at,
    epoch_us(available_from) as available_from,
    coalesce(epoch_us(expires_at), 9223372036854775807) as expires_at
from open_lot
where customer_id in (select customer_id from read_parquet($staged))
order by customer_id, lot_entry_id

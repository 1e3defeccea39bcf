-- Open debts of staged customers, by customer and debt, in hundredths and microseconds.
-- $staged  text  path of the customers' ids
select customer_id, debt_entry_id, cast(remaining * 100 as bigint) as remaining,
    epoch_us(occurred_at) as occurred_at
from open_debt
where customer_id in (select customer_id from read_parquet($staged))
order by customer_id, debt_entry_id

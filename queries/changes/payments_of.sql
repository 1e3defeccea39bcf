-- What lots have paid of which debts and not got back, in hundredths, in the order of paying.
-- $staged  text  path of the customers' ids
select
    customer_id, lot_entry_id, debt_entry_id,
    cast(sum(points) * -100 as bigint) as points
from lot_entry
where customer_id in (select customer_id from read_parquet($staged))
  and lot_entry_id is not null
  and debt_entry_id is not null
group by customer_id, lot_entry_id, debt_entry_id
having sum(points) < 0
order by customer_id, min(entry_id), debt_entry_id, lot_entry_id

-- What lots of one customer have paid of which debts and not got back, in hundredths.
-- $customer_id  int  whose
select
    customer_id, lot_entry_id, debt_entry_id,
    cast(sum(points) * -100 as bigint) as points
from lot_entry
where customer_id = $customer_id
  and lot_entry_id is not null
  and debt_entry_id is not null
group by customer_id, lot_entry_id, debt_entry_id
having cast(sum(points) as decimal(38, 2)) < 0
order by min(entry_id), debt_entry_id, lot_entry_id

-- What a customer has on hold, by hold and lot, in hundredths.
-- $customer_id  int  whose
select hold_id, lot_entry_id, cast(sum(points) * 100 as bigint) as points
from hold_entry
where customer_id = $customer_id
group by hold_id, lot_entry_id
having cast(sum(points) as decimal(38, 2)) > 0
order by hold_id, lot_entry_id

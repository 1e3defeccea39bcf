-- Every entry of a customer that reverses another, in hundredths.
-- $customer_id  int  whose
select entry_id, reverses_entry_id, cast(points * 100 as bigint) as points
from point_entry
where customer_id = $customer_id
  and reverses_entry_id is not null
order by entry_id

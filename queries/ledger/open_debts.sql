-- One row per open debt of one customer, in hundredths.
-- $customer_id  int  whose
select customer_id, debt_entry_id, cast(remaining * 100 as bigint) as remaining, occurred_at
from open_debt
where customer_id = $customer_id

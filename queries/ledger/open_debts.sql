-- One row per open debt of one customer, in hundredths and microseconds.
-- $customer_id  int  whose
select customer_id, debt_entry_id, cast(remaining * 100 as bigint) as remaining,
    epoch_us(occurred_at) as occurred_at
from open_debt
where customer_id = $customer_id

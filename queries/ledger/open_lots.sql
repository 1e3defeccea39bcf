-- One row per open lot of one customer, in hundredths.
-- $customer_id  int  whose
select
    customer_id, lot_entry_id, cast(remaining * 100 as bigint) as remaining,
    cast(held * 100 as bigint) as held, occurred_at, available_from, expires_at
from open_lot
where customer_id = $customer_id

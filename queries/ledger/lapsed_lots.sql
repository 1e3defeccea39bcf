-- Lots that expired by an instant and still hold points, less what is on hold; in hundredths.
-- $until  timestamp  the instant, inclusive
select
    open_lot.customer_id, customer.customer_no, open_lot.lot_entry_id, open_lot.expires_at,
    cast((open_lot.remaining - open_lot.held) * 100 as bigint) as points,
    cast(account.balance * 100 as bigint) as balance
from open_lot
join customer on customer.customer_id = open_lot.customer_id
join account on account.customer_id = open_lot.customer_id
where open_lot.expires_at <= $until
  and open_lot.remaining > open_lot.held
order by open_lot.customer_id, open_lot.expires_at, open_lot.occurred_at, open_lot.lot_entry_id

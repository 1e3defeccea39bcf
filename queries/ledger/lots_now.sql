-- One row per open lot of one customer, with what the entry that opened it says of its origin.
-- $customer_id  int  whose
select
    open_lot.lot_entry_id, cast(point_entry.kind as varchar) as kind, point_entry.reason, point_entry.campaign,
    point_entry.ref, open_lot.occurred_at, open_lot.remaining, open_lot.held, open_lot.available_from,
    open_lot.expires_at
from open_lot
join point_entry on point_entry.entry_id = open_lot.lot_entry_id
where open_lot.customer_id = $customer_id
order by open_lot.lot_entry_id

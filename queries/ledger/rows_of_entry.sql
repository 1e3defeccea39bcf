-- The lot rows of an entry and of those that reverse it, in hundredths.
-- $customer_id  int  whose
-- $entry_id     int  which
select
    lot_entry.entry_id, lot_entry.lot_entry_id, lot_entry.debt_entry_id,
    cast(lot_entry.points * 100 as bigint) as points
from lot_entry
where lot_entry.customer_id = $customer_id
  and lot_entry.entry_id >= $entry_id
  and (
      lot_entry.entry_id = $entry_id
      or lot_entry.entry_id in (
          select reversal.entry_id
          from point_entry as reversal
          where reversal.customer_id = $customer_id
            and reversal.reverses_entry_id = $entry_id
      )
  )
order by lot_entry.entry_id

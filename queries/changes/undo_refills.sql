-- What the restores of a batch put back into each lot, before it went on to pay debt; in hundredths.
-- $batch_id  int  the batch
select
    lot_entry.entry_id, lot_entry.lot_entry_id, cast(sum(lot_entry.points) * 100 as bigint) as points
from lot_entry
join point_entry on point_entry.entry_id = lot_entry.entry_id
where point_entry.batch_id = $batch_id
  and point_entry.available_from is null
  and point_entry.points > 0
  and lot_entry.lot_entry_id is not null
  and (lot_entry.points > 0 or lot_entry.debt_entry_id is null)
group by lot_entry.entry_id, lot_entry.lot_entry_id
having sum(lot_entry.points) > 0
order by lot_entry.entry_id, lot_entry.lot_entry_id

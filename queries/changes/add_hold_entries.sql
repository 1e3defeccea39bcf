-- Adds what happened to held points, lot by lot.
-- $staged   text  path of the rows, points in hundredths
-- $link_id  int   the link that seals them
insert into hold_entry
select hold_id, customer_id, lot_entry_id, from_hundredths(points), occurred_at, entry_id, $link_id
from read_parquet($staged)

-- What is left in open lots, and of that reserved.
-- $staged  text  path of the rows, points in hundredths
update open_lot
set remaining = from_hundredths(moved.remaining), held = from_hundredths(moved.held)
from read_parquet($staged) as moved
where open_lot.lot_entry_id = moved.id

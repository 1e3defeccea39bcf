-- Writes which lot an entry opened, paid from or refilled; -1 means none.
-- $staged  text  path of the staged rows, points in hundredths
insert into lot_entry
select
    entry_id, customer_id, nullif(lot_entry_id, -1), from_hundredths(points), effective_at,
    nullif(debt_entry_id, -1)
from read_parquet($staged)

-- Adds lots that are open now, as they are now.
-- $staged  text  path of the rows, points in hundredths
insert into open_lot
select
    id, customer_id, from_hundredths(remaining), from_hundredths(held), occurred_at,
    available_from, expires_at
from read_parquet($staged)

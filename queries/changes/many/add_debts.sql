-- Adds debts that are open now, as they are now.
-- $staged  text  path of the rows, points in hundredths
insert into open_debt
select id, customer_id, from_hundredths(remaining), occurred_at
from read_parquet($staged)

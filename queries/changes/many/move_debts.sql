-- What is left of open debts.
-- $staged  text  path of the rows, points in hundredths
update open_debt
set remaining = from_hundredths(moved.remaining)
from read_parquet($staged) as moved
where open_debt.debt_entry_id = moved.id

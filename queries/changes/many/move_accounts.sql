-- Moves the account rows of the customers concerned by what was posted.
-- $staged  text  path of the differences by customer, points in hundredths
update account
set balance = account.balance + from_hundredths(moved.lots) - from_hundredths(moved.debt),
    lots = account.lots + from_hundredths(moved.lots),
    debt = account.debt + from_hundredths(moved.debt),
    entry_count = account.entry_count + moved.entries,
    earned = account.earned + from_hundredths(moved.earned),
    first_entry_at = least(account.first_entry_at, moved.first_at),
    last_entry_at = greatest(account.last_entry_at, moved.last_at),
    revision = account.revision + 1
from read_parquet($staged) as moved
where account.customer_id = moved.customer_id

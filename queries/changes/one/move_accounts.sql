-- Moves the account row of one customer by what was posted; points in hundredths.
-- $customer_id  int        whose
-- $lots         int        more in the lots
-- $debt         int        more owed
-- $entries      int        entries posted
-- $earned       int        of that, issued
-- $first_at     timestamp  oldest of them
-- $last_at      timestamp  newest of them
update account
set balance = balance + from_hundredths($lots) - from_hundredths($debt),
    lots = lots + from_hundredths($lots),
    debt = debt + from_hundredths($debt),
    entry_count = entry_count + $entries,
    earned = earned + from_hundredths($earned),
    first_entry_at = least(first_entry_at, $first_at),
    last_entry_at = greatest(last_entry_at, $last_at),
    revision = revision + 1
where customer_id = $customer_id

-- Writes which lot an entry opened, paid from or refilled; -1 means none, points in hundredths.
-- $entry_id       int        the entry
-- $customer_id    int        whose
-- $lot_entry_id   int        the lot
-- $points         int        signed
-- $effective_at   timestamp  never before the debt it pays was made
-- $debt_entry_id  int        the debit whose debt is made or paid
insert into lot_entry
values (
    $entry_id, $customer_id, nullif($lot_entry_id, -1), from_hundredths($points), $effective_at,
    nullif($debt_entry_id, -1)
)

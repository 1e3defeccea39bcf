-- Adds a lot that is open now, as it is now; points in hundredths.
-- $id              int        the entry that opened it
-- $customer_id     int        whose
-- $remaining       int        what is left
-- $held            int        of that, reserved
-- $occurred_at     timestamp  when it was opened
-- $available_from  timestamp  usable from then
-- $expires_at      timestamp  unusable from then, null = never
insert into open_lot
values (
    $id, $customer_id, from_hundredths($remaining), from_hundredths($held), $occurred_at,
    $available_from, $expires_at
)

-- Adds a debt that is open now, as it is now; points in hundredths.
-- $id           int        the debit that made it
-- $customer_id  int        whose
-- $remaining    int        what is owed
-- $occurred_at  timestamp  when it was made
insert into open_debt
values ($id, $customer_id, from_hundredths($remaining), $occurred_at)

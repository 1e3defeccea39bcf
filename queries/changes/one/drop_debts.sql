-- Forgets an open debt that changed.
-- $id  int  the debit that made it
delete from open_debt where debt_entry_id = $id

-- Forgets a debt that is paid.
-- $id  int  the debit that made it
delete from open_debt where debt_entry_id = $id

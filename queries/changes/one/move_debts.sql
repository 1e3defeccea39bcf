-- What is left of an open debt; points in hundredths.
-- $id         int  the debit that made it
-- $remaining  int  what is owed
update open_debt
set remaining = from_hundredths($remaining)
where debt_entry_id = $id

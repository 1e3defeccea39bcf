-- Forgets a lot that is used up.
-- $id  int  the entry that opened it
delete from open_lot where lot_entry_id = $id

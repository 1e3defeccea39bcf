-- Forgets an open lot that changed.
-- $id  int  the entry that opened it
delete from open_lot where lot_entry_id = $id

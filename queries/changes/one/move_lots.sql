-- What is left in an open lot, and of that reserved; points in hundredths.
-- $id         int  the entry that opened it
-- $remaining  int  what is left
-- $held       int  of that, reserved
update open_lot
set remaining = from_hundredths($remaining), held = from_hundredths($held)
where lot_entry_id = $id

-- Keeps the note of an entry apart, so that it can be erased.
-- $entry_id  int   the entry
-- $note      text  the note, empty for none
-- $for_customer  text  what the customer reads, null for nothing
insert into entry_note
values ($entry_id, $note, $for_customer)

-- Keeps the note of an entry apart, so that it can be erased.
-- $entry_id  int   the entry
-- $note      text  the note
insert into entry_note
values ($entry_id, $note)

-- Keeps staged notes of entries apart, so that they can be erased.
-- $staged  text  path of the notes
insert into entry_note
select entry_id, note, for_customer
from read_parquet($staged)

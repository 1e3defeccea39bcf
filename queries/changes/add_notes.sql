-- Keeps the notes of staged entries apart, so that they can be erased.
-- $staged  text  path of the staged entries
insert into entry_note
select entry_id, note
from read_parquet($staged)
where note is not null

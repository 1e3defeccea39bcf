-- Notes which entries an import replaces, so that their keys rest.
-- $staged    text  path of the entries' ids
-- $batch_id  int   the import
insert into replaced_entry
select $batch_id, entry_id
from read_parquet($staged)

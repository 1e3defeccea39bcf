-- The record of one batch.
-- $batch_id  int  which
select batch_id, kind, import_kind, title, rows, entries, customers, undoes, undone_by
from batch
where batch_id = $batch_id

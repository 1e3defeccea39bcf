-- Notes which batch undid a batch.
-- $batch_id   int  the batch
-- $undone_by  int  the one that undid it
update batch
set undone_by = $undone_by
where batch_id = $batch_id

-- The newest import that stands and took back entries of a batch, null = none.
-- $batch_id  int  the batch
select max(taken.batch_id) as batch_id
from point_entry as taken
join point_entry as original on original.entry_id = taken.reverses_entry_id
join batch on batch.batch_id = taken.batch_id
where original.batch_id = $batch_id
  and batch.kind = 'import'
  and batch.undone_by is null

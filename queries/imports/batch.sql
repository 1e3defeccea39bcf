-- One row: the record of one batch, with what its columns meant and the file it came from.
-- $batch_id  int  which
select
    batch_id, recorded_at, actor, kind, import_kind, title, source, file_digest, cast(mapping as varchar) as mapping,
    rows, entries, customers, new_customers, skipped, idle, problems, undoes, undone_by,
    case when undone_by is not null then 'undone' when kind = 'undo' then 'undo' else 'posted' end as state
from batch
where batch_id = $batch_id

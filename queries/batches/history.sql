-- One row per batch over many customers, newest first, with whether it was undone, by whom and when.
-- $by  text  made by this user alone, null = by anybody
select
    batch.batch_id,
    case when batch.undone_by is null then 'posted' else 'undone' end as state,
    batch.kind, batch.title, batch.recorded_at, batch.actor, batch.rows, batch.customers, batch.entries,
    batch.idle, batch.problems, batch.points_in, batch.points_out, undo.batch_id as undone_by,
    undo.actor as undone_by_whom, undo.recorded_at as undone_at
from batch
left join batch as undo on undo.batch_id = batch.undone_by
where batch.kind in ('adjust', 'clear', 'extend', 'edit')
  and batch.source = 'batch'
  and (cast($by as varchar) is null or batch.actor = cast($by as varchar))
order by batch.batch_id desc

-- One row per import, sweep, merge or undo, newest first.
-- $kind       text  import, sweep, merge or undo; null = all
-- $row_limit  int   rows wanted, null = all
select
    batch_id, recorded_at, kind, import_kind, title, source, actor, rows, entries, customers, new_customers,
    skipped, idle, problems, points_in, points_out, first_at, last_at, undoes, undone_by,
    case when undone_by is not null then 'undone' when kind = 'undo' then 'undo' else 'posted' end as state
from batch
where cast($kind as varchar) is null or kind = cast($kind as varchar)
order by batch_id desc
limit $row_limit

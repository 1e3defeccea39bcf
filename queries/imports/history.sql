-- One row per import, sweep, merge or undo, newest first.
-- $kind       text  import, sweep, merge or undo; null = all
-- $row_limit  int   rows wanted, null = all
with record as (
    select batch_id, count(*) as records
    from (
        select batch_id from customer_order
        union all
        select batch_id from reward
        union all
        select batch_id from redemption
    ) as version
    group by batch_id
)

select
    batch.batch_id, batch.recorded_at, batch.kind, batch.import_kind, batch.title, batch.source, batch.actor,
    batch.rows, batch.entries, record.records, batch.customers, batch.new_customers, batch.skipped, batch.idle,
    batch.problems, batch.points_in, batch.points_out, batch.first_at, batch.last_at, batch.undoes,
    batch.undone_by,
    case
        when batch.undone_by is not null then 'undone' when batch.kind = 'undo' then 'undo' else 'posted'
    end as state
from batch
left join record on record.batch_id = batch.batch_id
where cast($kind as varchar) is null or batch.kind = cast($kind as varchar)
order by batch.batch_id desc
limit $row_limit

-- For each staged row its exactly-once key, and which entry of the book has it, with the same content or not.
-- $staged  text  path of the rows, numbered among equal ones, points in hundredths
with staged as (
    select
        row, part, source, ref, customer_no, kind, occurred_at, points, line,
        entry_key(source, ref, customer_no, kind, occurred_at, points, line) as key_hash
    from read_parquet($staged)
),

met as (
    select
        point_entry.entry_id, point_entry.key_hash, point_entry.source, point_entry.ref, point_entry.line,
        cast(point_entry.kind as varchar) as kind, customer.customer_no,
        coalesce(late_entry.business_at, point_entry.occurred_at) as occurred_at,
        case when point_entry.points < 0 then -1 else 1 end
        * cast(point_entry.requested * 100 as bigint) as points
    from point_entry
    join customer on customer.customer_id = point_entry.customer_id
    left join late_entry on late_entry.entry_id = point_entry.entry_id
    left join batch on batch.batch_id = point_entry.batch_id
    where point_entry.key_hash in (select key_hash from staged)
      and batch.undone_by is null
      and point_entry.entry_id not in (select entry_id from resting_entry)
)

select
    staged.row, staged.part, staged.key_hash,
    met.entry_id, met.entry_id is not null as is_met,
    coalesce(
        met.customer_no = staged.customer_no
        and met.occurred_at = staged.occurred_at
        and met.points = staged.points,
        false
    ) as is_same
from staged
left join met
    on met.key_hash = staged.key_hash
    and met.source = staged.source
    and met.kind = staged.kind
    and met.line = staged.line
    and met.ref is not distinct from staged.ref
    and (
        staged.ref is not null
        or (
            met.customer_no = staged.customer_no
            and met.occurred_at = staged.occurred_at
            and met.points = staged.points
        )
    )
order by staged.row, staged.part

-- Staged rows that are kept as history already.
-- $staged  text  path of the rows with their keys, points in hundredths
select staged.row, staged.part
from read_parquet($staged) as staged
where exists (
    select 1
    from past_entry
    join customer on customer.customer_id = past_entry.customer_id
    where past_entry.key_hash = staged.key_hash
      and past_entry.source = staged.source
      and cast(past_entry.kind as varchar) = staged.kind
      and past_entry.line = staged.line
      and past_entry.ref is not distinct from staged.ref
      and (
          staged.ref is not null
          or (
              customer.customer_no = staged.customer_no
              and past_entry.occurred_at = staged.occurred_at
              and past_entry.points = from_hundredths(staged.points)
          )
      )
)
order by staged.row, staged.part

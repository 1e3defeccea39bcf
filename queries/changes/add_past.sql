-- Keeps staged rows as history that is only read.
-- $staged    text  path of the rows, points in hundredths
-- $batch_id  int   the import
insert into past_entry
select
    $batch_id, customer.customer_id, cast(staged.kind as entry_kind), from_hundredths(staged.points),
    staged.occurred_at, staged.reason, staged.source, staged.ref, staged.line, staged.store, staged.note,
    staged.key_hash
from read_parquet($staged) as staged
join customer on customer.customer_no = staged.customer_no
order by customer.customer_id, staged.occurred_at, staged.row

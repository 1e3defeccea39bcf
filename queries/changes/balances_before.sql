-- For each staged balance, what the book has of its customer at that moment (inclusive), in hundredths.
-- Entries that came too late for a closed month count by the date that they were said to have.
-- No row where the book has no entry of the customer by then. Balances that open the book come before the
-- movements of that very moment, so that of it only earlier balances and their opposites count.
-- $staged      text       path of the balances: row, customer_no, occurred_at
-- $opening_at  timestamp  the moment at which balances open the book, null = they do not
with staged as (
    select staged.row, customer.customer_id, staged.occurred_at
    from read_parquet($staged) as staged
    join customer on customer.customer_no = staged.customer_no
),

dated as (
    select
        entry.entry_id, entry.customer_id, entry.points, entry.reverses_entry_id, entry.batch_id, entry.key_hash,
        coalesce(late_entry.business_at, entry.occurred_at) as occurred_at
    from point_entry as entry
    left join late_entry on late_entry.entry_id = entry.entry_id
    where entry.customer_id in (select customer_id from staged)
),

running as (
    select
        entry.customer_id, entry.occurred_at,
        sum(entry.points) over (
            partition by entry.customer_id order by entry.occurred_at, entry.entry_id rows unbounded preceding
        ) as points,
        row_number() over (
            partition by entry.customer_id, entry.occurred_at order by entry.entry_id desc
        ) as place
    from dated as entry
    left join point_entry as original on original.entry_id = entry.reverses_entry_id
    where (entry.occurred_at is distinct from cast($opening_at as timestamp)
        or (coalesce(original.batch_id, entry.batch_id) is not null
            and coalesce(original.key_hash, case when original.entry_id is null then entry.key_hash end) is null))
)

select staged.row, cast(running.points * 100 as bigint) as held
from staged
asof join (select customer_id, occurred_at, points from running where place = 1) as running
    on running.customer_id = staged.customer_id
    and staged.occurred_at >= running.occurred_at
order by staged.row

-- For each staged balance, what the book has of its customer at that moment (inclusive), in hundredths.
-- No row where the book has no entry of the customer by then.
-- $staged  text  path of the balances: row, customer_no, occurred_at
with staged as (
    select staged.row, customer.customer_id, staged.occurred_at
    from read_parquet($staged) as staged
    join customer on customer.customer_no = staged.customer_no
),

running as (
    select
        customer_id, occurred_at,
        sum(points) over (
            partition by customer_id order by occurred_at, entry_id rows unbounded preceding
        ) as points,
        row_number() over (
            partition by customer_id, occurred_at order by entry_id desc
        ) as place
    from point_entry
    where customer_id in (select customer_id from staged)
)

select staged.row, cast(running.points * 100 as bigint) as held
from staged
asof join (select customer_id, occurred_at, points from running where place = 1) as running
    on running.customer_id = staged.customer_id
    and staged.occurred_at >= running.occurred_at
order by staged.row

-- Customers whom staged sums would bring below zero, or further below, the deepest first.
-- $staged  text  path of customer_no and the sum of what a file moves, in hundredths
with moved as (
    select customer_no, from_hundredths(points) as points
    from read_parquet($staged)
    where points < 0
)

select
    moved.customer_no, cast(coalesce(account.balance, 0) as decimal(18, 2)) as balance,
    cast(coalesce(account.balance, 0) + moved.points as decimal(18, 2)) as after
from moved
left join customer on customer.customer_no = moved.customer_no
left join account on account.customer_id = customer.customer_id
where coalesce(account.balance, 0) + moved.points < 0
order by after, moved.customer_no

-- What lots of one customer have paid of which debts, in hundredths, payment by payment in their order.
-- What a lot got back of a debt is taken off what it had paid of it last.
-- $customer_id  int  whose
with moved as (
    select customer_id, entry_id, lot_entry_id, debt_entry_id, -cast(sum(points) as decimal(38, 2)) as paid
    from lot_entry
    where customer_id = $customer_id
      and lot_entry_id is not null
      and debt_entry_id is not null
    group by customer_id, entry_id, lot_entry_id, debt_entry_id
),

summed as (
    select
        customer_id, entry_id, lot_entry_id, debt_entry_id, paid,
        cast(sum(greatest(paid, 0)) over (
            partition by lot_entry_id, debt_entry_id
            order by entry_id
            rows between unbounded preceding and current row
        ) as decimal(38, 2)) as paid_so_far,
        cast(sum(paid) over (partition by lot_entry_id, debt_entry_id) as decimal(38, 2)) as standing
    from moved
)

select
    customer_id, lot_entry_id, debt_entry_id,
    cast(least(paid, standing - paid_so_far + paid) * 100 as bigint) as points
from summed
where paid > 0
  and standing > paid_so_far - paid
order by entry_id, debt_entry_id, lot_entry_id

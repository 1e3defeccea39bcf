-- What lots of one customer have paid of which debts, in hundredths, payment by payment in their order.
-- What a lot got back of a debt is taken off what it had paid of it last until then.
-- $customer_id  int  whose
with moved as (
    select customer_id, entry_id, lot_entry_id, debt_entry_id, -cast(sum(points) as decimal(38, 2)) as paid
    from lot_entry
    where customer_id = $customer_id
      and lot_entry_id is not null
      and debt_entry_id is not null
    group by customer_id, entry_id, lot_entry_id, debt_entry_id
),

levelled as (
    select
        customer_id, entry_id, lot_entry_id, debt_entry_id, paid,
        cast(sum(paid) over (
            partition by lot_entry_id, debt_entry_id
            order by entry_id
            rows between unbounded preceding and current row
        ) as decimal(38, 2)) as level
    from moved
),

-- A payment raises the level; what stands of it is what no later one has fallen below.
standing as (
    select
        customer_id, entry_id, lot_entry_id, debt_entry_id, paid, level - paid as before,
        min(level) over (
            partition by lot_entry_id, debt_entry_id
            order by entry_id
            rows between current row and unbounded following
        ) as lowest
    from levelled
)

select customer_id, lot_entry_id, debt_entry_id, cast((lowest - before) * 100 as bigint) as points
from standing
where paid > 0
  and lowest > before
order by entry_id, debt_entry_id, lot_entry_id

-- Open debts that are not what the entries say, or less than nothing.
with rebuilt as (
    select debt_entry_id, customer_id, -cast(sum(points) as decimal(38, 2)) as remaining
    from lot_entry
    where lot_entry_id is null
    group by debt_entry_id, customer_id
    having cast(sum(points) as decimal(38, 2)) <> 0
)

select
    'open_debts_rebuilt' as rule,
    concat('debt ', coalesce(rebuilt.debt_entry_id, open_debt.debt_entry_id)) as place,
    concat_ws(' ', rebuilt.customer_id, rebuilt.remaining) as expected,
    concat_ws(' ', open_debt.customer_id, open_debt.remaining) as found
from rebuilt
full outer join open_debt on open_debt.debt_entry_id = rebuilt.debt_entry_id
where rebuilt.customer_id is distinct from open_debt.customer_id
   or rebuilt.remaining is distinct from open_debt.remaining
   or rebuilt.remaining < 0
order by coalesce(rebuilt.debt_entry_id, open_debt.debt_entry_id)
limit 5

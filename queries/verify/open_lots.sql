-- Open lots that are not what the entries say.
with drawn as (
    select lot_entry_id, customer_id, cast(sum(points) as decimal(38, 2)) as points
    from lot_entry
    where lot_entry_id is not null
    group by lot_entry_id, customer_id
    having cast(sum(points) as decimal(38, 2)) <> 0
),

reserved as (
    select lot_entry_id, cast(sum(points) as decimal(38, 2)) as points
    from hold_entry
    group by lot_entry_id
),

rebuilt as (
    select
        drawn.lot_entry_id, drawn.customer_id, drawn.points as remaining,
        coalesce(reserved.points, 0) as held, point_entry.occurred_at, point_entry.available_from,
        point_entry.expires_at
    from drawn
    join point_entry on point_entry.entry_id = drawn.lot_entry_id
    left join reserved on reserved.lot_entry_id = drawn.lot_entry_id
)

select
    'open_lots_rebuilt' as rule,
    concat('lot ', coalesce(rebuilt.lot_entry_id, open_lot.lot_entry_id)) as place,
    concat_ws(' ', rebuilt.customer_id, rebuilt.remaining, rebuilt.held, rebuilt.available_from, rebuilt.expires_at) as expected,
    concat_ws(' ', open_lot.customer_id, open_lot.remaining, open_lot.held, open_lot.available_from, open_lot.expires_at) as found
from rebuilt
full outer join open_lot on open_lot.lot_entry_id = rebuilt.lot_entry_id
where rebuilt.customer_id is distinct from open_lot.customer_id
   or rebuilt.remaining is distinct from open_lot.remaining
   or rebuilt.held is distinct from open_lot.held
   or rebuilt.occurred_at is distinct from open_lot.occurred_at
   or rebuilt.available_from is distinct from open_lot.available_from
   or rebuilt.expires_at is distinct from open_lot.expires_at
order by coalesce(rebuilt.lot_entry_id, open_lot.lot_entry_id)
limit 5

-- Every lot a customer ever had, in the order of posting.
-- $customer_id  int  whose
with drawn as (
    select lot_entry_id, cast(sum(points) as decimal(38, 2)) as points
    from lot_entry
    where customer_id = $customer_id
      and lot_entry_id is not null
    group by lot_entry_id
),

reserved as (
    select lot_entry_id, cast(sum(points) as decimal(38, 2)) as points
    from hold_entry
    where customer_id = $customer_id
    group by lot_entry_id
)

select
    point_entry.entry_id, point_entry.ref, point_entry.points,
    cast(drawn.points as decimal(18, 2)) as remaining,
    cast(coalesce(reserved.points, 0) as decimal(18, 2)) as held,
    point_entry.available_from, point_entry.expires_at
from point_entry
join drawn on drawn.lot_entry_id = point_entry.entry_id
left join reserved on reserved.lot_entry_id = point_entry.entry_id
where point_entry.customer_id = $customer_id
order by point_entry.entry_id

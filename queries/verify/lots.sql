-- Lots with less than nothing or more than they were opened with, held or not.
select
    'lot_within_bounds' as rule, concat('lot ', drawn.lot_entry_id) as place,
    concat('0 to ', cast(coalesce(point_entry.points, 0) as varchar)) as expected,
    cast(drawn.points as varchar) as found
from (
    select lot_entry_id, cast(sum(points) as decimal(38, 2)) as points, cast(sum(opened) as decimal(38, 2)) as opened
    from (
        select
            lot_entry_id, points,
            case when entry_id = lot_entry_id and points > 0 then points else 0 end as opened
        from lot_entry
        where lot_entry_id is not null
    )
    group by lot_entry_id
) as drawn
left join point_entry on point_entry.entry_id = drawn.lot_entry_id
where drawn.points < 0
   or drawn.points > drawn.opened
   or point_entry.entry_id is null
   or point_entry.available_from is null
order by drawn.lot_entry_id
limit 5

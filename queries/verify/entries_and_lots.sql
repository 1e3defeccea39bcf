-- Entries whose points are not the sum of their lot rows.
select
    'entries_equal_lots' as rule, concat('entry ', coalesce(point_entry.entry_id, row.entry_id)) as place,
    cast(coalesce(point_entry.points, 0) as varchar) as expected,
    cast(coalesce(row.points, 0) as varchar) as found
from point_entry
full outer join (
    select entry_id, cast(sum(points) as decimal(38, 2)) as points
    from lot_entry
    group by entry_id
) as row on row.entry_id = point_entry.entry_id
where coalesce(point_entry.points, 0) <> coalesce(row.points, 0)
order by coalesce(point_entry.entry_id, row.entry_id)
limit 5

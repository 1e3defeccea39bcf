-- Entries reversed by more than they moved, or before they happened.
with recursive reversal as (
    select entry_id, reverses_entry_id, points, occurred_at
    from point_entry
    where reverses_entry_id is not null
),

-- A reversal has the opposite sign of what it reverses, so that their sum is what stands of them all.
family(original_id, entry_id, points) as (
    select reverses_entry_id, entry_id, points
    from reversal
    union all
    select family.original_id, reversal.entry_id, reversal.points
    from family
    join reversal on reversal.reverses_entry_id = family.entry_id
),

moved as (
    select original_id, cast(sum(points) as decimal(38, 2)) as points
    from family
    group by original_id
),

dated as (
    select reverses_entry_id, min(occurred_at) as first_at
    from reversal
    group by reverses_entry_id
)

select
    'reversal_within_original' as rule, concat('entry ', moved.original_id) as place,
    cast(abs(original.points) as varchar) as expected, cast(abs(moved.points) as varchar) as found
from moved
join dated on dated.reverses_entry_id = moved.original_id
left join point_entry as original on original.entry_id = moved.original_id
where original.entry_id is null
   or moved.points * sign(original.points) > 0
   or abs(moved.points) > abs(original.points)
   or dated.first_at < original.occurred_at
order by moved.original_id
limit 5

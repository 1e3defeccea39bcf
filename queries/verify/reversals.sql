-- Entries reversed by more than they moved, or before they happened.
with child as (
    select reverses_entry_id, cast(sum(abs(points)) as decimal(38, 2)) as points, min(occurred_at) as first_at
    from (
        select
            reversal.reverses_entry_id, reversal.occurred_at,
            abs(reversal.points) - coalesce(later.points, 0) as points
        from point_entry as reversal
        left join (
            select reverses_entry_id, cast(sum(abs(points)) as decimal(38, 2)) as points
            from point_entry
            where reverses_entry_id is not null
            group by reverses_entry_id
        ) as later on later.reverses_entry_id = reversal.entry_id
        where reversal.reverses_entry_id is not null
    )
    group by reverses_entry_id
)

select
    'reversal_within_original' as rule, concat('entry ', child.reverses_entry_id) as place,
    cast(abs(original.points) as varchar) as expected, cast(child.points as varchar) as found
from child
left join point_entry as original on original.entry_id = child.reverses_entry_id
where original.entry_id is null
   or child.points > abs(original.points)
   or child.first_at < original.occurred_at
order by child.reverses_entry_id
limit 5

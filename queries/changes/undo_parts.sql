-- What the debits that have to be reversed still have of each lot, and of which debt (no lot); in hundredths.
-- The newest debt comes first, then the lot drawn on last.
-- $batch_id     int  whose debits, null = nobody's
-- $replaced_by  int  the import that replaces debits, null = none
with recursive reversal as materialized (
    select entry_id, reverses_entry_id
    from point_entry
    where reverses_entry_id is not null
),

own as materialized (
    select entry_id
    from point_entry
    where batch_id = cast($batch_id as integer)
    union all
    select entry_id
    from replaced_entry
    where batch_id = cast($replaced_by as integer)
),

root as (
    select entry_id, reverses_entry_id, true as is_own
    from point_entry
    where entry_id in (select entry_id from own)
      and available_from is null
      and points < 0
    union all
    select distinct expiry.entry_id, expiry.reverses_entry_id, false as is_own
    from point_entry as expiry
    join lot_entry on lot_entry.entry_id = expiry.entry_id
    where expiry.kind = 'expire'
      and lot_entry.lot_entry_id in (select entry_id from own)
      and expiry.entry_id not in (select entry_id from own)
),

family as (
    select entry_id as root_id, entry_id
    from root
    union all
    select family.root_id, reversal.entry_id
    from family
    join reversal on reversal.reverses_entry_id = family.entry_id
),

part as (
    select
        family.root_id,
        case when lot_entry.debt_entry_id is null then lot_entry.lot_entry_id end as lot_entry_id,
        lot_entry.debt_entry_id, lot_entry.points
    from lot_entry
    join family on family.entry_id = lot_entry.entry_id
),

summed as (
    select root_id, lot_entry_id, debt_entry_id, sum(points) as points
    from part
    group by root_id, lot_entry_id, debt_entry_id
    having sum(points) < 0
)

select
    summed.root_id as entry_id, summed.lot_entry_id, summed.debt_entry_id,
    cast(summed.points * -100 as bigint) as points
from summed
join root on root.entry_id = summed.root_id
left join point_entry as opener on opener.entry_id = summed.lot_entry_id
where root.is_own
   or opener.entry_id in (select entry_id from own)
order by
    summed.root_id, summed.debt_entry_id desc nulls last,
    coalesce(opener.entry_id = root.reverses_entry_id, false),
    opener.expires_at desc nulls first, opener.occurred_at desc, opener.entry_id desc

-- What the debits that an undo has to reverse still have of each lot, and as debt (no lot); in hundredths.
-- The lot drawn on last comes first.
-- $batch_id  int  the batch
with root as (
    select entry_id, reverses_entry_id, true as is_own
    from point_entry
    where batch_id = $batch_id
      and available_from is null
    union all
    select distinct expiry.entry_id, expiry.reverses_entry_id, false as is_own
    from point_entry as expiry
    join lot_entry on lot_entry.entry_id = expiry.entry_id
    join point_entry as opener on opener.entry_id = lot_entry.lot_entry_id
    where expiry.kind = 'expire'
      and expiry.batch_id is distinct from $batch_id
      and opener.batch_id = $batch_id
),

child as (
    select root.entry_id as root_id, reversal.entry_id
    from point_entry as reversal
    join root on root.entry_id = reversal.reverses_entry_id
),

family as (
    select entry_id as root_id, entry_id from root
    union all
    select root_id, entry_id from child
    union all
    select child.root_id, reversal.entry_id
    from point_entry as reversal
    join child on child.entry_id = reversal.reverses_entry_id
),

part as (
    select
        family.root_id,
        case when lot_entry.debt_entry_id is null then lot_entry.lot_entry_id end as lot_entry_id,
        lot_entry.points
    from lot_entry
    join family on family.entry_id = lot_entry.entry_id
    where lot_entry.debt_entry_id is null
       or lot_entry.debt_entry_id = family.root_id
),

summed as (
    select root_id, lot_entry_id, sum(points) as points
    from part
    group by root_id, lot_entry_id
    having sum(points) < 0
)

select
    summed.root_id as entry_id, summed.lot_entry_id, cast(summed.points * -100 as bigint) as points
from summed
join root on root.entry_id = summed.root_id
left join point_entry as opener on opener.entry_id = summed.lot_entry_id
where root.is_own
   or opener.batch_id = $batch_id
order by
    summed.root_id, coalesce(opener.entry_id = root.reverses_entry_id, false),
    opener.expires_at desc nulls first, opener.occurred_at desc, opener.entry_id desc

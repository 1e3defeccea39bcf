-- What the debits that an undo has to reverse still have of each lot, and as debt (no lot); in hundredths.
-- $batch_id  int  the batch
with root as (
    select entry_id
    from point_entry
    where batch_id = $batch_id
      and available_from is null
    union all
    select expiry.entry_id
    from point_entry as expiry
    where expiry.kind = 'expire'
      and expiry.batch_id is distinct from $batch_id
      and expiry.entry_id in (
          select lot_entry.entry_id
          from lot_entry
          join point_entry as opener on opener.entry_id = lot_entry.lot_entry_id
          where opener.batch_id = $batch_id
      )
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
        family.root_id as entry_id,
        case when lot_entry.debt_entry_id is null then lot_entry.lot_entry_id end as lot_entry_id,
        lot_entry.points
    from lot_entry
    join family on family.entry_id = lot_entry.entry_id
    where lot_entry.debt_entry_id is null
       or lot_entry.debt_entry_id = family.root_id
)

select entry_id, lot_entry_id, cast(sum(points) * -100 as bigint) as points
from part
group by entry_id, lot_entry_id
having sum(points) < 0

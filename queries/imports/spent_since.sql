-- One row per customer of whom something of a batch's lots was used since or is held.
-- Used is what entries drew on them, less what was given back, but for the batch, its expiries and their reversals.
-- $batch_id  int  the batch
with recursive lot as (
    select entry_id, customer_id
    from point_entry
    where batch_id = $batch_id
      and available_from is not null
),

-- What the undo itself answers for: the batch, the expiries of its lots, and reversals of either, however deep.
family as (
    select entry_id
    from point_entry
    where batch_id = $batch_id
    union
    select expiry.entry_id
    from lot
    join lot_entry on lot_entry.lot_entry_id = lot.entry_id
    join point_entry as expiry on expiry.entry_id = lot_entry.entry_id
    where expiry.kind = 'expire'
    union
    select reversal.entry_id
    from family
    join point_entry as reversal on reversal.reverses_entry_id = family.entry_id
),

used as (
    select lot.customer_id, cast(-sum(lot_entry.points) as decimal(18, 2)) as spent
    from lot
    join lot_entry on lot_entry.lot_entry_id = lot.entry_id
    left join family on family.entry_id = lot_entry.entry_id
    where family.entry_id is null
    group by lot.customer_id
),

kept as (
    select lot.customer_id, cast(sum(open_lot.held) as decimal(18, 2)) as held
    from lot
    join open_lot on open_lot.lot_entry_id = lot.entry_id
    where open_lot.held > 0
    group by lot.customer_id
)

select
    customer.customer_no,
    case when used.spent > 0 then used.spent else cast(0 as decimal(18, 2)) end as spent,
    coalesce(kept.held, cast(0 as decimal(18, 2))) as held
from customer
left join used on used.customer_id = customer.customer_id
left join kept on kept.customer_id = customer.customer_id
where used.spent > 0
   or kept.held > 0
order by customer.customer_no

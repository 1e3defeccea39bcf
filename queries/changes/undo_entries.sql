-- What an undo has to reverse: the entries of a batch, and of expiries what the lots it opened lost,
-- with what is left of each after earlier reversals; in hundredths.
-- $batch_id  int  the batch
with root as (
    select entry_id, customer_id, points, occurred_at, available_from
    from point_entry
    where batch_id = $batch_id
    union all
    select
        expiry.entry_id, expiry.customer_id, cast(sum(lot_entry.points) as decimal(18, 2)),
        expiry.occurred_at, expiry.available_from
    from point_entry as expiry
    join lot_entry on lot_entry.entry_id = expiry.entry_id
    join point_entry as opener on opener.entry_id = lot_entry.lot_entry_id
    where expiry.kind = 'expire'
      and expiry.batch_id is distinct from $batch_id
      and opener.batch_id = $batch_id
    group by expiry.entry_id, expiry.customer_id, expiry.occurred_at, expiry.available_from
),

child as (
    select root.entry_id as root_id, reversal.entry_id, reversal.points
    from point_entry as reversal
    join root on root.entry_id = reversal.reverses_entry_id
),

grandchild as (
    select child.root_id, reversal.points
    from point_entry as reversal
    join child on child.entry_id = reversal.reverses_entry_id
),

reversed as (
    select root_id, sum(points) as points
    from (select root_id, points from child union all select root_id, points from grandchild)
    group by root_id
)

select
    root.entry_id, root.customer_id, customer.customer_no, root.occurred_at,
    root.available_from is not null as is_credit,
    cast(abs(root.points + coalesce(reversed.points, 0)) * 100 as bigint) as left
from root
join customer on customer.customer_id = root.customer_id
left join reversed on reversed.root_id = root.entry_id
where root.points + coalesce(reversed.points, 0) <> 0
  and sign(root.points + coalesce(reversed.points, 0)) = sign(root.points)

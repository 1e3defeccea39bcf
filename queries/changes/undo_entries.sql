-- What has to be reversed, with what is left of it after earlier reversals; in hundredths.
-- The entries of a batch, or those that one replaces, and the expiries that took from lots they opened.
-- $batch_id     int  whose entries, null = nobody's
-- $replaced_by  int  the import that replaces entries, null = none
with recursive reversal as materialized (
    select entry_id, reverses_entry_id, points
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
    select entry_id, customer_id, points, occurred_at, available_from, true as is_own
    from point_entry
    where entry_id in (select entry_id from own)
    union all
    select distinct
        expiry.entry_id, expiry.customer_id, expiry.points, expiry.occurred_at, expiry.available_from,
        false as is_own
    from point_entry as expiry
    join lot_entry on lot_entry.entry_id = expiry.entry_id
    where expiry.kind = 'expire'
      and lot_entry.lot_entry_id in (select entry_id from own)
      and expiry.entry_id not in (select entry_id from own)
),

-- A reversal has the opposite sign of what it reverses, so that their sum is what stands of them all.
descendant as (
    select root.entry_id as root_id, reversal.entry_id, reversal.points
    from root
    join reversal on reversal.reverses_entry_id = root.entry_id
    union all
    select descendant.root_id, reversal.entry_id, reversal.points
    from descendant
    join reversal on reversal.reverses_entry_id = descendant.entry_id
),

reversed as (
    select root_id, sum(points) as points
    from descendant
    group by root_id
)

select
    root.entry_id, root.customer_id, customer.customer_no, root.occurred_at,
    coalesce(late_entry.business_at, root.occurred_at) as business_at,
    root.available_from is not null as is_credit,
    root.available_from is null and root.points > 0 as is_refill,
    root.is_own and coalesce(reversed.points, 0) <> 0 as is_reversed,
    cast(abs(root.points + coalesce(reversed.points, 0)) * 100 as bigint) as left
from root
join customer on customer.customer_id = root.customer_id
left join late_entry on late_entry.entry_id = root.entry_id
left join reversed on reversed.root_id = root.entry_id

-- One row per lot of one customer as it stood at an instant: what opened it, what took points from it, what is left.
-- What took points is negative: points = -(paid_debt + redeemed + expired + cleared + adjusted + reversed + transferred) + remaining.
-- First the lots with points, the soonest to expire first; then the others, the newest first.
-- $customer_no        text       whose
-- $as_of              timestamp  until when, inclusive, in the programme's local time; null = all
-- $row_limit          int        lots wanted, null = all
-- $scope_departments  text       customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner        text       customers of these owners alone, written likewise; null = no such limit
with whose as (
    select customer_id from customer
    where customer_no = $customer_no
      and (cast($scope_departments as varchar) is null
           or strpos($scope_departments, chr(10) || department || chr(10)) > 0)
      and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || owner || chr(10)) > 0)
),

part as (
    select
        lot_entry.lot_entry_id, lot_entry.entry_id,
        cast(sum(lot_entry.points) as decimal(18, 2)) as points,
        max(lot_entry.effective_at) as at
    from lot_entry
    where lot_entry.customer_id in (select customer_id from whose)
      and lot_entry.lot_entry_id is not null
      and lot_entry.effective_at <= coalesce(cast($as_of as timestamp), timestamp '9999-01-01 00:00:00')
    group by lot_entry.lot_entry_id, lot_entry.entry_id
),

taken as (
    select
        part.lot_entry_id,
        cast(sum(part.points) as decimal(18, 2)) as remaining,
        cast(sum(case when entry.entry_id = part.lot_entry_id then part.points - entry.points else 0 end) as decimal(18, 2)) as paid_debt,
        cast(sum(case when entry.kind = 'redeem' then part.points else 0 end) as decimal(18, 2)) as redeemed,
        cast(sum(case when entry.kind = 'expire' then part.points else 0 end) as decimal(18, 2)) as expired,
        cast(sum(case when entry.kind = 'clear' then part.points else 0 end) as decimal(18, 2)) as cleared,
        cast(sum(case when entry.kind = 'adjust_down' then part.points else 0 end) as decimal(18, 2)) as adjusted,
        cast(sum(case when entry.kind = 'claw_back' or (entry.kind = 'restore' and entry.entry_id <> part.lot_entry_id) then part.points else 0 end) as decimal(18, 2)) as reversed,
        cast(sum(case when entry.kind in ('transfer_out', 'merge_out') then part.points else 0 end) as decimal(18, 2)) as transferred,
        cast(count(case when entry.entry_id <> part.lot_entry_id then 1 end) as bigint) as uses,
        max(case when entry.entry_id <> part.lot_entry_id then part.at end) as last_used_at
    from part
    join point_entry as entry on entry.entry_id = part.entry_id
    where entry.customer_id in (select customer_id from whose)
    group by part.lot_entry_id
),

reserved as (
    select lot_entry_id, cast(sum(points) as decimal(18, 2)) as held
    from hold_entry
    where customer_id in (select customer_id from whose)
      and occurred_at <= coalesce(cast($as_of as timestamp), timestamp '9999-01-01 00:00:00')
    group by lot_entry_id
)

select
    lot.entry_id as lot_entry_id, lot.occurred_at, cast(lot.kind as varchar) as kind, lot.reason, lot.ref, lot.points,
    taken.paid_debt, taken.redeemed, taken.expired, taken.cleared, taken.adjusted, taken.reversed, taken.transferred,
    taken.remaining, cast(coalesce(reserved.held, 0) as decimal(18, 2)) as held,
    lot.available_from, lot.expires_at, taken.uses, taken.last_used_at, lot.campaign
from taken
join point_entry as lot on lot.entry_id = taken.lot_entry_id
left join reserved on reserved.lot_entry_id = taken.lot_entry_id
where lot.customer_id in (select customer_id from whose)
order by
    case when taken.remaining > 0 then 0 else 1 end,
    case when taken.remaining > 0 then lot.expires_at end nulls last,
    lot.occurred_at desc nulls last, lot.entry_id desc nulls last
limit $row_limit

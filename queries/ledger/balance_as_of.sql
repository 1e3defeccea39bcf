-- How a customer stood at an instant, in business time, from the entries alone.
-- $customer_id  int        whose
-- $now          timestamp  the instant, inclusive
-- $soon         timestamp  until when expiring points count as expiring
with drawn as (
    select lot_entry_id, cast(sum(points) as decimal(38, 2)) as points
    from lot_entry
    where customer_id = $customer_id
      and effective_at <= $now
    group by lot_entry_id
),

reserved as (
    select lot_entry_id, cast(sum(points) as decimal(38, 2)) as points
    from hold_entry
    where customer_id = $customer_id
      and occurred_at <= $now
    group by lot_entry_id
),

lot as (
    select
        point_entry.available_from, point_entry.expires_at, drawn.points,
        coalesce(reserved.points, 0) as held
    from drawn
    join point_entry on point_entry.entry_id = drawn.lot_entry_id
    left join reserved on reserved.lot_entry_id = drawn.lot_entry_id
    where point_entry.customer_id = $customer_id
),

part as (
    select
        coalesce(cast(sum(case when available_from <= $now and coalesce(expires_at > $now, true) then points - held end) as decimal(38, 2)), 0) as available,
        coalesce(cast(sum(case when available_from > $now and coalesce(expires_at > $now, true) then points - held end) as decimal(38, 2)), 0) as pending,
        coalesce(cast(sum(held) as decimal(38, 2)), 0) as held,
        coalesce(cast(sum(case when expires_at <= $now then points - held end) as decimal(38, 2)), 0) as lapsed,
        coalesce(cast(sum(case when available_from <= $now and expires_at > $now and expires_at <= $soon then points - held end) as decimal(38, 2)), 0) as expiring
    from lot
),

owed as (
    select coalesce(-cast(sum(points) as decimal(38, 2)), 0) as debt from drawn where lot_entry_id is null
),

total as (
    select coalesce(cast(sum(points) as decimal(38, 2)), 0) as balance
    from point_entry
    where customer_id = $customer_id
      and occurred_at <= $now
)

select
    cast(total.balance as decimal(18, 2)) as balance,
    cast(part.available as decimal(18, 2)) as available,
    cast(part.pending as decimal(18, 2)) as pending,
    cast(part.held as decimal(18, 2)) as held,
    cast(owed.debt as decimal(18, 2)) as debt,
    cast(part.lapsed as decimal(18, 2)) as lapsed,
    cast(part.expiring as decimal(18, 2)) as expiring,
    account.revision
from account
cross join total
cross join part
cross join owed
where account.customer_id = $customer_id

-- One row per line of a month's figures as they are now: start, each kind, end, active and new customers.
-- What customers hold is today's balance less what came later, so that a month just past is quick to tell.
-- $since  timestamp  the first instant of the month
-- $until  timestamp  the first instant of the next one
with later as (
    select
        customer_id, cast(kind as varchar) as kind, occurred_at < $until as is_within,
        cast(sum(points) as decimal(18, 2)) as points, cast(count(*) as bigint) as entries
    from point_entry
    where occurred_at >= $since
    group by customer_id, kind, is_within
),
moved as (
    select
        customer_id,
        cast(sum(points) as decimal(18, 2)) as since_start,
        cast(sum(case when is_within then points else 0 end) as decimal(18, 2)) as within,
        cast(sum(entries) as bigint) as entries_since,
        cast(sum(case when is_within then entries else 0 end) as bigint) as entries_within
    from later
    group by customer_id
),
standing as (
    select
        account.balance - coalesce(moved.since_start, 0) as opening,
        account.balance - coalesce(moved.since_start, 0) + coalesce(moved.within, 0) as closing,
        account.entry_count - coalesce(moved.entries_since, 0) as entries_before,
        coalesce(moved.entries_within, 0) as entries_within,
        account.first_entry_at >= $since and account.first_entry_at < $until as is_new
    from account
    left join moved on moved.customer_id = account.customer_id
),
kind_name (place, kind) as (
    values
        (2, 'opening'), (3, 'earn'), (4, 'restore'), (5, 'adjust_up'), (6, 'transfer_in'), (7, 'merge_in'),
        (8, 'redeem'), (9, 'adjust_down'), (10, 'clear'), (11, 'expire'), (12, 'claw_back'), (13, 'transfer_out'),
        (14, 'merge_out')
),
ends as (
    select
        coalesce(cast(sum(opening) as decimal(18, 2)), 0) as opening,
        coalesce(cast(sum(closing) as decimal(18, 2)), 0) as closing,
        coalesce(cast(sum(entries_before) as bigint), 0) as entries_before,
        coalesce(cast(sum(entries_within) as bigint), 0) as entries_within,
        cast(count(case when opening > 0 then 1 end) as bigint) as holders_before,
        cast(count(case when closing > 0 then 1 end) as bigint) as holders_after,
        cast(count(case when entries_within > 0 then 1 end) as bigint) as active,
        cast(count(case when is_new then 1 end) as bigint) as new
    from standing
),
by_kind as (
    select
        kind, cast(sum(points) as decimal(18, 2)) as points, cast(sum(entries) as bigint) as entries,
        cast(count(*) as bigint) as customers
    from later
    where is_within
    group by kind
)
select 1 as place, 'start' as line, opening as points, entries_before as entries, holders_before as customers
from ends
union all
select
    kind_name.place, kind_name.kind as line, coalesce(by_kind.points, 0) as points,
    coalesce(by_kind.entries, 0) as entries, coalesce(by_kind.customers, 0) as customers
from kind_name
left join by_kind on by_kind.kind = kind_name.kind
union all
select 15 as place, 'end' as line, closing as points, entries_before + entries_within as entries, holders_after as customers
from ends
union all
select 16 as place, 'active' as line, closing - opening as points, entries_within as entries, active as customers
from ends
union all
select 17 as place, 'new' as line, 0 as points, 0 as entries, new as customers
from ends
order by place

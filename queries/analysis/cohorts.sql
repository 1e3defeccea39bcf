-- One row per month of issue: what became of the points that were issued in it, as of now.
-- issued + restored = used + expired_points + lapsed + taken_back + written_off + moved + open on every row, all of them positive.
-- issued counts every credit that opened a lot, earned the earns among them; used counts what redeemed or paid a debt.
-- The sum of open and lapsed less the debts is the balance; the sum of earned is that of analysis/growth.
-- $as_of        timestamp  from when points that were not swept count as lapsed, null = those are open
-- $tier         text  customers of this tier today, null = all
-- $store        text  customers of this store today, null = all
-- $region       text  customers of this region today, null = all
-- $department   text  customers of this department today, null = all
-- $tag          text  customers with this word among their tags, null = all
-- $status       text  customers of this status today, null = all
-- $without_status  text  customers of none of these statuses today, separated by commas; null = all
-- $segment      bigint  customers in this segment (segment_id), null = all
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner  text  customers of these owners alone, written likewise; null = no such limit
with issued as (
    select
        cast(date_trunc('month', day) as date) as month,
        cast(sum(points) as decimal(18, 2)) as issued,
        cast(sum(case when kind = 'earn' then points else 0 end) as decimal(18, 2)) as earned
    from (
        select cast(occurred_at as date) as day, kind, cast(sum(points) as decimal(18, 2)) as points
        from point_entry
        where available_from is not null
          and (coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
                    cast($department as varchar), cast($status as varchar), cast($tag as varchar),
                    cast($without_status as varchar), cast($segment as varchar),
                    cast($scope_departments as varchar), cast($scope_owner as varchar)) is null
           or customer_id in (
              select customer_id from customer
              where coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
                    cast($department as varchar), cast($status as varchar), cast($tag as varchar),
                    cast($without_status as varchar), cast($segment as varchar),
                    cast($scope_departments as varchar), cast($scope_owner as varchar)) is not null
                and (cast($tier as varchar) is null or tier = cast($tier as varchar))
                and (cast($store as varchar) is null or store = cast($store as varchar))
                and (cast($region as varchar) is null or region = cast($region as varchar))
                and (cast($department as varchar) is null or department = cast($department as varchar))
                and (cast($status as varchar) is null or status = cast($status as varchar))
                and (cast($without_status as varchar) is null or status is null
                     or strpos(',' || lower(cast($without_status as varchar)) || ',', ',' || lower(status) || ',') = 0)
                and (cast($segment as bigint) is null
                     or customer_id in (select customer_id from segment_customer where segment_id = cast($segment as bigint)))
                and (cast($tag as varchar) is null
                     or strpos(',' || tags || ',', ',' || cast($tag as varchar) || ',') > 0)
                and (cast($scope_departments as varchar) is null
                     or strpos($scope_departments, chr(10) || department || chr(10)) > 0)
                and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || owner || chr(10)) > 0)))
        group by 1, 2
    ) as daily
    group by 1
),
standing as (
    select
        cast(date_trunc('month', day) as date) as month,
        cast(sum(points) as decimal(18, 2)) as points,
        cast(sum(lapsed) as decimal(18, 2)) as lapsed
    from (
        select
            cast(occurred_at as date) as day,
            cast(sum(remaining) as decimal(18, 2)) as points,
            cast(sum(case when expires_at <= cast($as_of as timestamp) then remaining - held else 0 end)
                as decimal(18, 2)) as lapsed
        from open_lot
        where true
          and (coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
                    cast($department as varchar), cast($status as varchar), cast($tag as varchar),
                    cast($without_status as varchar), cast($segment as varchar),
                    cast($scope_departments as varchar), cast($scope_owner as varchar)) is null
           or customer_id in (
              select customer_id from customer
              where coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
                    cast($department as varchar), cast($status as varchar), cast($tag as varchar),
                    cast($without_status as varchar), cast($segment as varchar),
                    cast($scope_departments as varchar), cast($scope_owner as varchar)) is not null
                and (cast($tier as varchar) is null or tier = cast($tier as varchar))
                and (cast($store as varchar) is null or store = cast($store as varchar))
                and (cast($region as varchar) is null or region = cast($region as varchar))
                and (cast($department as varchar) is null or department = cast($department as varchar))
                and (cast($status as varchar) is null or status = cast($status as varchar))
                and (cast($without_status as varchar) is null or status is null
                     or strpos(',' || lower(cast($without_status as varchar)) || ',', ',' || lower(status) || ',') = 0)
                and (cast($segment as bigint) is null
                     or customer_id in (select customer_id from segment_customer where segment_id = cast($segment as bigint)))
                and (cast($tag as varchar) is null
                     or strpos(',' || tags || ',', ',' || cast($tag as varchar) || ',') > 0)
                and (cast($scope_departments as varchar) is null
                     or strpos($scope_departments, chr(10) || department || chr(10)) > 0)
                and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || owner || chr(10)) > 0)))
        group by 1
    ) as daily
    group by 1
),
-- All that took from lots but redeeming, which is by far the most and is what the others leave.
other as (
    select
        cast(date_trunc('month', lot.occurred_at) as date) as month,
        cast(sum(case when entry.kind = 'restore' then part.points else 0 end) as decimal(18, 2)) as restored,
        cast(sum(case when entry.kind = 'expire' then -part.points else 0 end) as decimal(18, 2)) as expired_points,
        cast(sum(case when entry.kind = 'claw_back' then -part.points else 0 end) as decimal(18, 2)) as taken_back,
        cast(sum(case when entry.kind in ('clear', 'adjust_down') then -part.points else 0 end)
            as decimal(18, 2)) as written_off,
        cast(sum(case when entry.kind in ('transfer_out', 'merge_out') then -part.points else 0 end)
            as decimal(18, 2)) as moved
    from (
        select entry_id, kind
        from point_entry
        where kind in ('restore', 'expire', 'claw_back', 'clear', 'adjust_down', 'transfer_out', 'merge_out')
          and (coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
                    cast($department as varchar), cast($status as varchar), cast($tag as varchar),
                    cast($without_status as varchar), cast($segment as varchar),
                    cast($scope_departments as varchar), cast($scope_owner as varchar)) is null
           or customer_id in (
              select customer_id from customer
              where coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
                    cast($department as varchar), cast($status as varchar), cast($tag as varchar),
                    cast($without_status as varchar), cast($segment as varchar),
                    cast($scope_departments as varchar), cast($scope_owner as varchar)) is not null
                and (cast($tier as varchar) is null or tier = cast($tier as varchar))
                and (cast($store as varchar) is null or store = cast($store as varchar))
                and (cast($region as varchar) is null or region = cast($region as varchar))
                and (cast($department as varchar) is null or department = cast($department as varchar))
                and (cast($status as varchar) is null or status = cast($status as varchar))
                and (cast($without_status as varchar) is null or status is null
                     or strpos(',' || lower(cast($without_status as varchar)) || ',', ',' || lower(status) || ',') = 0)
                and (cast($segment as bigint) is null
                     or customer_id in (select customer_id from segment_customer where segment_id = cast($segment as bigint)))
                and (cast($tag as varchar) is null
                     or strpos(',' || tags || ',', ',' || cast($tag as varchar) || ',') > 0)
                and (cast($scope_departments as varchar) is null
                     or strpos($scope_departments, chr(10) || department || chr(10)) > 0)
                and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || owner || chr(10)) > 0)))
    ) as entry
    -- A restore with days of grace opens a lot of its own, which is issued and not given back.
    join lot_entry as part on part.entry_id = entry.entry_id and part.lot_entry_id <> entry.entry_id
    join point_entry as lot on lot.entry_id = part.lot_entry_id
    group by 1
)
select
    issued.month, issued.issued, issued.earned,
    cast(issued.issued + coalesce(other.restored, 0) - coalesce(other.expired_points, 0) - coalesce(other.taken_back, 0)
        - coalesce(other.written_off, 0) - coalesce(other.moved, 0) - coalesce(standing.points, 0)
        as decimal(18, 2)) as used,
    cast(coalesce(other.restored, 0) as decimal(18, 2)) as restored,
    cast(coalesce(other.expired_points, 0) as decimal(18, 2)) as expired_points,
    cast(coalesce(standing.lapsed, 0) as decimal(18, 2)) as lapsed,
    cast(coalesce(other.taken_back, 0) as decimal(18, 2)) as taken_back,
    cast(coalesce(other.written_off, 0) as decimal(18, 2)) as written_off,
    cast(coalesce(other.moved, 0) as decimal(18, 2)) as moved,
    cast(coalesce(standing.points, 0) - coalesce(standing.lapsed, 0) as decimal(18, 2)) as open
from issued
left join standing on standing.month = issued.month
left join other on other.month = issued.month
order by issued.month

-- One row per bucket, and per group where $by is given; a bucket without entries shows zeros.
-- Movements are signed and opening + movements = closing. The first and last bucket hold only days within the dates.
-- Tier, store, region and department of a customer are those of today; a group is there in every bucket once it
-- ever appears. arrival is 'new' for customers whose first entry ever lies on $since or later, else 'existing'.
-- points_in and points_out are the sums of what came and of what went, whatever the movement was.
-- $since        date  first day, null = that of the first entry
-- $until        date  last day, null = that of the last entry
-- $bucket       text  day, week, month, quarter or year; null = month
-- $by           text  reason, kind, channel, campaign, entry_store (the entry's own store), tier, store, region, department
--               or arrival; null = one group
-- $tier         text  customers of this tier today, null = all
-- $store        text  customers of this store today, null = all
-- $region       text  customers of this region today, null = all
-- $department   text  customers of this department today, null = all
-- $tag          text  customers with this word among their tags, null = all
-- $status       text  customers of this status today, null = all
-- $without_status  text  customers of none of these statuses today, separated by commas; null = all
-- $segment         bigint  customers in this segment (segment_id), null = all
-- $joined_since  date  customers who joined on this day or later, null = all
-- $joined_until  date  customers who joined on this day or before, null = all
-- $customer_list  text  customers with these numbers, at most 1000, one a line; null = all
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner  text  customers of these owners alone, written likewise; null = no such limit
-- Groups of customers go by a number, for a long word in every one of the entries is slow to group by.
with split as (
    select part, cast(row_number() over (order by part nulls last) as integer) as part_id
    from (
        select distinct
            case $by when 'tier' then tier when 'store' then store when 'region' then region else department end as part
        from customer
        where $by in ('tier', 'store', 'region', 'department')
        union all
        select word as part from (values ('existing'), ('new')) as arrival (word) where $by = 'arrival'
    ) as found
),
person as (
    select customer.customer_id, split.part_id
    from customer
    left join (select customer_id, first_entry_at from account where $by = 'arrival') as seen
        on seen.customer_id = customer.customer_id
    left join split on split.part is not distinct from case $by
        when 'tier' then customer.tier
        when 'store' then customer.store
        when 'region' then customer.region
        when 'department' then customer.department
        when 'arrival' then case when seen.first_entry_at < cast($since as date) then 'existing' else 'new' end
    end
    where ($by in ('tier', 'store', 'region', 'department', 'arrival')
           or coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
              cast($department as varchar), cast($status as varchar), cast($tag as varchar),
              cast($without_status as varchar), cast($segment as varchar),
              cast($joined_since as varchar), cast($joined_until as varchar), cast($customer_list as varchar),
              cast($scope_departments as varchar), cast($scope_owner as varchar)) is not null)
      and (cast($tier as varchar) is null or tier = cast($tier as varchar))
      and (cast($store as varchar) is null or store = cast($store as varchar))
      and (cast($region as varchar) is null or region = cast($region as varchar))
      and (cast($department as varchar) is null or department = cast($department as varchar))
      and (cast($status as varchar) is null or status = cast($status as varchar))
      and (cast($without_status as varchar) is null or status is null
           or strpos(',' || lower(cast($without_status as varchar)) || ',', ',' || lower(status) || ',') = 0)
      and (cast($segment as bigint) is null
           or customer.customer_id in (select customer_id from segment_customer where segment_id = cast($segment as bigint)))
      and (cast($joined_since as date) is null or customer.joined_on >= cast($joined_since as date))
      and (cast($joined_until as date) is null or customer.joined_on <= cast($joined_until as date))
      and (cast($customer_list as varchar) is null or customer.customer_no in (
           select split_part(cast($customer_list as varchar), chr(10), cast(ones.n + 10 * tens.n + 100 * hundreds.n + 1 as integer))
           from (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as ones (n)
           cross join (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as tens (n)
           cross join (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as hundreds (n)))
      and (cast($tag as varchar) is null
           or strpos(',' || tags || ',', ',' || cast($tag as varchar) || ',') > 0)
      and (cast($scope_departments as varchar) is null
           or strpos($scope_departments, chr(10) || department || chr(10)) > 0)
      and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || owner || chr(10)) > 0)
),
-- Four ways to the same daily sums, of which three are empty: the fewer columns, the faster.
-- Where accounts tell what was there before, days after $until come along, for accounts hold those too.
daily as (
    select
        day, kind,
        case $by when 'kind' then cast(kind as varchar) end as part,
        points
    from (
        select cast(occurred_at as date) as day, kind, cast(sum(points) as decimal(18, 2)) as points
        from point_entry
        where coalesce(cast($by as varchar), 'kind') = 'kind'
          and coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
              cast($department as varchar), cast($status as varchar), cast($tag as varchar),
              cast($without_status as varchar), cast($segment as varchar),
              cast($joined_since as varchar), cast($joined_until as varchar), cast($customer_list as varchar),
              cast($scope_departments as varchar), cast($scope_owner as varchar)) is null
          and occurred_at >= coalesce(cast($since as date), date '0001-01-01')
          and ((cast($by as varchar) is null and cast($since as date) is not null)
               or occurred_at < coalesce(cast($until as date), date '9999-01-01') + interval 1 day)
        group by 1, 2
    ) as whole
    union all
    select
        cast(occurred_at as date), kind,
        case $by
            when 'reason' then reason when 'channel' then channel when 'campaign' then campaign else store
        end,
        cast(sum(points) as decimal(18, 2))
    from point_entry
    where $by in ('reason', 'channel', 'campaign', 'entry_store')
      and coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
          cast($department as varchar), cast($status as varchar), cast($tag as varchar),
          cast($without_status as varchar), cast($segment as varchar),
          cast($joined_since as varchar), cast($joined_until as varchar), cast($customer_list as varchar),
          cast($scope_departments as varchar), cast($scope_owner as varchar)) is null
      and occurred_at >= coalesce(cast($since as date), date '0001-01-01')
      and occurred_at < coalesce(cast($until as date), date '9999-01-01') + interval 1 day
    group by 1, 2, 3
    union all
    select
        cast(entry.occurred_at as date), entry.kind,
        case $by
            when 'reason' then entry.reason
            when 'kind' then cast(entry.kind as varchar)
            when 'channel' then entry.channel
            when 'campaign' then entry.campaign
            when 'entry_store' then entry.store
        end,
        cast(sum(entry.points) as decimal(18, 2))
    from point_entry as entry
    join person on person.customer_id = entry.customer_id
    where coalesce(cast($by as varchar), 'kind') in ('reason', 'kind', 'channel', 'campaign', 'entry_store')
      and entry.occurred_at >= coalesce(cast($since as date), date '0001-01-01')
      and ((cast($by as varchar) is null and cast($since as date) is not null)
           or entry.occurred_at < coalesce(cast($until as date), date '9999-01-01') + interval 1 day)
    group by 1, 2, 3
    union all
    select moved.day, moved.kind, split.part, moved.points
    from (
        select
            cast(entry.occurred_at as date) as day, entry.kind, person.part_id,
            cast(sum(entry.points) as decimal(18, 2)) as points
        from point_entry as entry
        join person on person.customer_id = entry.customer_id
        where $by in ('tier', 'store', 'region', 'department', 'arrival')
          and entry.occurred_at >= coalesce(cast($since as date), date '0001-01-01')
          and (cast($since as date) is not null
               or entry.occurred_at < coalesce(cast($until as date), date '9999-01-01') + interval 1 day)
        group by 1, 2, 3
    ) as moved
    join split on split.part_id = moved.part_id
),
-- What the accounts of a group hold today.
stock as (
    select cast(null as varchar) as part, cast(sum(balance) as decimal(18, 2)) as points
    from account
    where $by is null and cast($since as date) is not null
      and (coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
              cast($department as varchar), cast($status as varchar), cast($tag as varchar),
              cast($without_status as varchar), cast($segment as varchar),
              cast($joined_since as varchar), cast($joined_until as varchar), cast($customer_list as varchar),
              cast($scope_departments as varchar), cast($scope_owner as varchar)) is null
           or customer_id in (select customer_id from person))
    having count(*) > 0
    union all
    select split.part, held.points
    from (
        select person.part_id, cast(sum(account.balance) as decimal(18, 2)) as points
        from account
        join person on person.customer_id = account.customer_id
        where $by in ('tier', 'store', 'region', 'department', 'arrival') and cast($since as date) is not null
        group by person.part_id
        having min(account.first_entry_at) < coalesce(cast($until as date), date '9999-01-01') + interval 1 day
    ) as held
    join split on split.part_id = held.part_id
),
came as (
    select part, cast(sum(points) as decimal(18, 2)) as points
    from daily
    where coalesce(cast($by as varchar), 'tier') in ('tier', 'store', 'region', 'department', 'arrival')
    group by part
),
-- What was there before $since: what accounts hold less what came since, or else the sum of the entries before.
before as (
    select stock.part, cast(stock.points - coalesce(came.points, 0) as decimal(18, 2)) as points
    from stock
    left join came on came.part is not distinct from stock.part
    union all
    select
        case $by
            when 'reason' then reason
            when 'kind' then cast(kind as varchar)
            when 'channel' then channel
            when 'campaign' then campaign
            when 'entry_store' then store
        end,
        cast(sum(points) as decimal(18, 2))
    from point_entry
    where $by in ('reason', 'kind', 'channel', 'campaign', 'entry_store')
      and coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
          cast($department as varchar), cast($status as varchar), cast($tag as varchar),
          cast($without_status as varchar), cast($segment as varchar),
          cast($joined_since as varchar), cast($joined_until as varchar), cast($customer_list as varchar),
          cast($scope_departments as varchar), cast($scope_owner as varchar)) is null
      and occurred_at < cast($since as date)
    group by 1
    union all
    select
        case $by
            when 'reason' then entry.reason
            when 'kind' then cast(entry.kind as varchar)
            when 'channel' then entry.channel
            when 'campaign' then entry.campaign
            when 'entry_store' then entry.store
        end,
        cast(sum(entry.points) as decimal(18, 2))
    from point_entry as entry
    join person on person.customer_id = entry.customer_id
    where $by in ('reason', 'kind', 'channel', 'campaign', 'entry_store')
      and entry.occurred_at < cast($since as date)
    group by 1
),
span as (
    select
        coalesce(cast($since as date), min(day)) as first_day,
        coalesce(cast($until as date), max(day)) as last_day
    from daily
),
digit (n) as (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)),
number as (
    select a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n as n
    from digit as a
    cross join digit as b
    cross join digit as c
    cross join digit as d
    cross join digit as e
),
calendar as (
    select
        day,
        case $bucket
            when 'day' then day
            when 'week' then cast(date_trunc('week', day) as date)
            when 'quarter' then cast(date_trunc('quarter', day) as date)
            when 'year' then cast(date_trunc('year', day) as date)
            else cast(date_trunc('month', day) as date)
        end as bucket_start
    from (
        select cast(span.first_day + interval 1 day * number.n as date) as day
        from span
        join number on number.n <= date_diff('day', span.first_day, span.last_day)
    ) as days
),
bucket as (select distinct bucket_start from calendar),
part as (
    select part from daily where day <= coalesce(cast($until as date), date '9999-01-01')
    union
    select part from before
    union
    select cast(null as varchar) as part where $by is null
),
moved as (
    select
        calendar.bucket_start, daily.part,
        cast(sum(case when daily.kind = 'earn' then daily.points else 0 end)
            as decimal(18, 2)) as earned,
        cast(sum(case when daily.kind = 'redeem' then daily.points else 0 end)
            as decimal(18, 2)) as redeemed,
        cast(sum(case when daily.kind = 'expire' then daily.points else 0 end)
            as decimal(18, 2)) as expired,
        cast(sum(case when daily.kind = 'clear' then daily.points else 0 end)
            as decimal(18, 2)) as cleared,
        cast(sum(case when daily.kind in ('adjust_up', 'adjust_down') then daily.points else 0 end)
            as decimal(18, 2)) as adjusted,
        cast(sum(case when daily.kind in ('claw_back', 'restore') then daily.points else 0 end)
            as decimal(18, 2)) as reversed,
        cast(sum(case when daily.kind in ('transfer_in', 'transfer_out', 'merge_in', 'merge_out') then daily.points else 0 end)
            as decimal(18, 2)) as transferred,
        cast(sum(case when daily.kind = 'opening' then daily.points else 0 end)
            as decimal(18, 2)) as brought_in,
        cast(sum(daily.points) as decimal(18, 2)) as net,
        cast(sum(case when daily.points > 0 then daily.points else 0 end)
            as decimal(18, 2)) as points_in,
        cast(sum(case when daily.points < 0 then daily.points else 0 end)
            as decimal(18, 2)) as points_out
    from daily
    join calendar on calendar.day = daily.day
    group by calendar.bucket_start, daily.part
),
closed as (
    select
        bucket.bucket_start, part.part,
        cast(coalesce(before.points, 0) + sum(coalesce(moved.net, 0)) over (
            partition by part.part order by bucket.bucket_start nulls last rows unbounded preceding)
            as decimal(18, 2)) as closing,
        cast(coalesce(moved.net, 0) as decimal(18, 2)) as net,
        cast(coalesce(moved.earned, 0) as decimal(18, 2)) as earned,
        cast(coalesce(moved.redeemed, 0) as decimal(18, 2)) as redeemed,
        cast(coalesce(moved.expired, 0) as decimal(18, 2)) as expired,
        cast(coalesce(moved.cleared, 0) as decimal(18, 2)) as cleared,
        cast(coalesce(moved.adjusted, 0) as decimal(18, 2)) as adjusted,
        cast(coalesce(moved.reversed, 0) as decimal(18, 2)) as reversed,
        cast(coalesce(moved.transferred, 0) as decimal(18, 2)) as transferred,
        cast(coalesce(moved.brought_in, 0) as decimal(18, 2)) as brought_in,
        cast(coalesce(moved.points_in, 0) as decimal(18, 2)) as points_in,
        cast(coalesce(moved.points_out, 0) as decimal(18, 2)) as points_out
    from bucket
    cross join part
    left join before on before.part is not distinct from part.part
    left join moved
        on moved.bucket_start = bucket.bucket_start
        and moved.part is not distinct from part.part
)
select
    bucket_start, part as "group", cast(closing - net as decimal(18, 2)) as opening,
    earned, redeemed, expired, cleared, adjusted, reversed, transferred, brought_in, closing, net,
    points_in, points_out
from closed
order by bucket_start, part nulls last

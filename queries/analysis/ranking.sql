-- One row per customer among the first, best first.
-- The previous period is as many whole months, or else as many days, right before; it needs both dates.
-- For balance every customer in the range takes part, else those with a movement of that measure.
-- $measure      text  balance, earned, redeemed (as a positive amount), net or lifetime_earned; null = balance
-- $since        date  first day, null = from the beginning; the balance is compared with that of the day before it
-- $until        date  last day, null = to the end; balance and lifetime_earned are as of its end
-- $compare_since  date  first day of the period compared with, null = the previous period
-- $compare_until  date  last day of the period compared with, null = the day before $since
-- $row_limit    int   rows wanted, null = all
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
with
-- What the account row knows, less what came after the day in question.
stock as (
    select
        account.customer_id,
        cast(case $measure when 'lifetime_earned' then account.earned else account.balance end
            - coalesce(later.after_until, 0) as decimal(18, 2)) as value,
        cast(case when coalesce(cast($compare_until as date), cast($since as date) - interval 1 day) is not null then
            case $measure when 'lifetime_earned' then account.earned else account.balance end
            - coalesce(later.after_compared, 0) end as decimal(18, 2)) as previous_value
    from account
    left join (
        select
            customer_id,
            cast(sum(case when occurred_at >= coalesce(cast($until as date), date '9999-01-01') + interval 1 day
                     then points else 0 end) as decimal(18, 2)) as after_until,
            cast(sum(case when occurred_at >= coalesce(cast($compare_until as date), cast($since as date) - interval 1 day) + interval 1 day
                     then points else 0 end) as decimal(18, 2)) as after_compared
        from point_entry
        where ($measure is distinct from 'lifetime_earned' or kind = 'earn')
          and occurred_at >= least(
              coalesce(cast($until as date), date '9999-01-01'),
              coalesce(cast($compare_until as date), cast($since as date) - interval 1 day, date '9999-01-01')) + interval 1 day
        group by customer_id
    ) as later on later.customer_id = account.customer_id
    where coalesce(cast($measure as varchar), 'balance') in ('balance', 'lifetime_earned')
      and (coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
                cast($department as varchar), cast($status as varchar), cast($tag as varchar),
                cast($without_status as varchar), cast($segment as varchar),
                cast($joined_since as varchar), cast($joined_until as varchar), cast($customer_list as varchar),
                cast($scope_departments as varchar), cast($scope_owner as varchar)) is null
       or account.customer_id in (
          select customer_id from customer
          where coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
                cast($department as varchar), cast($status as varchar), cast($tag as varchar),
                cast($without_status as varchar), cast($segment as varchar),
                cast($joined_since as varchar), cast($joined_until as varchar), cast($customer_list as varchar),
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
            and (cast($joined_since as date) is null or joined_on >= cast($joined_since as date))
            and (cast($joined_until as date) is null or joined_on <= cast($joined_until as date))
            and (cast($customer_list as varchar) is null or customer_no in (
                 select split_part(cast($customer_list as varchar), chr(10), cast(ones.n + 10 * tens.n + 100 * hundreds.n + 1 as integer))
                 from (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as ones (n)
                 cross join (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as tens (n)
                 cross join (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as hundreds (n)))
            and (cast($tag as varchar) is null
                 or strpos(',' || tags || ',', ',' || cast($tag as varchar) || ',') > 0)
            and (cast($scope_departments as varchar) is null
                 or strpos($scope_departments, chr(10) || department || chr(10)) > 0)
            and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || owner || chr(10)) > 0)))
),
-- What moved in the period, and in the one of equal length right before it.
flow as (
    select
        customer_id,
        cast(sum(case when occurred_at >= coalesce(cast($since as date), date '0001-01-01')
                  and occurred_at < coalesce(cast($until as date), date '9999-01-01') + interval 1 day
                 then case $measure when 'redeemed' then -points else points end end)
            as decimal(18, 2)) as value,
        cast(sum(case when occurred_at >= coalesce(cast($compare_since as date),
              case
              when extract(day from cast($since as date)) = 1
                  and extract(day from cast($until as date) + interval 1 day) = 1
              then cast($since as date) - interval 1 month * cast(
                  extract(year from cast($until as date) + interval 1 day) * 12
                  + extract(month from cast($until as date) + interval 1 day)
                  - extract(year from cast($since as date)) * 12
                  - extract(month from cast($since as date)) as integer)
              else cast($since as date)
                  - interval 1 day * (date_diff('day', cast($since as date), cast($until as date)) + 1)
          end)
                  and occurred_at < coalesce(cast($compare_until as date), cast($since as date) - interval 1 day) + interval 1 day
                 then case $measure when 'redeemed' then -points else points end end)
            as decimal(18, 2)) as previous_value
    from point_entry
    where $measure in ('earned', 'redeemed', 'net')
      and ($measure <> 'earned' or kind = 'earn')
      and ($measure <> 'redeemed' or kind = 'redeem')
      and occurred_at < greatest(
          coalesce(cast($until as date), date '9999-01-01'),
          coalesce(cast($compare_until as date), cast($since as date) - interval 1 day, date '0001-01-01')) + interval 1 day
      and occurred_at >= least(coalesce(cast($since as date), date '0001-01-01'), coalesce(cast($compare_since as date),
          case
              when extract(day from cast($since as date)) = 1
                  and extract(day from cast($until as date) + interval 1 day) = 1
              then cast($since as date) - interval 1 month * cast(
                  extract(year from cast($until as date) + interval 1 day) * 12
                  + extract(month from cast($until as date) + interval 1 day)
                  - extract(year from cast($since as date)) * 12
                  - extract(month from cast($since as date)) as integer)
              else cast($since as date)
                  - interval 1 day * (date_diff('day', cast($since as date), cast($until as date)) + 1)
          end,
          cast($since as date), date '0001-01-01'))
      and (coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
                cast($department as varchar), cast($status as varchar), cast($tag as varchar),
                cast($without_status as varchar), cast($segment as varchar),
                cast($joined_since as varchar), cast($joined_until as varchar), cast($customer_list as varchar),
                cast($scope_departments as varchar), cast($scope_owner as varchar)) is null
       or customer_id in (
          select customer_id from customer
          where coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
                cast($department as varchar), cast($status as varchar), cast($tag as varchar),
                cast($without_status as varchar), cast($segment as varchar),
                cast($joined_since as varchar), cast($joined_until as varchar), cast($customer_list as varchar),
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
            and (cast($joined_since as date) is null or joined_on >= cast($joined_since as date))
            and (cast($joined_until as date) is null or joined_on <= cast($joined_until as date))
            and (cast($customer_list as varchar) is null or customer_no in (
                 select split_part(cast($customer_list as varchar), chr(10), cast(ones.n + 10 * tens.n + 100 * hundreds.n + 1 as integer))
                 from (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as ones (n)
                 cross join (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as tens (n)
                 cross join (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as hundreds (n)))
            and (cast($tag as varchar) is null
                 or strpos(',' || tags || ',', ',' || cast($tag as varchar) || ',') > 0)
            and (cast($scope_departments as varchar) is null
                 or strpos($scope_departments, chr(10) || department || chr(10)) > 0)
            and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || owner || chr(10)) > 0)))
    group by customer_id
),
standing as (
    select customer_id, value, previous_value from stock
    where $measure is distinct from 'lifetime_earned' or value > 0
    union all
    select customer_id, value, previous_value from flow
),
-- Ties with the last one wanted stay in until the customer number decides.
best as (
    select customer_id, value, previous_value
    from standing
    where value >= (
        select min(value)
        from (
            select value from standing where value is not null
            order by value desc nulls last
            limit $row_limit
        ) as wanted)
),
previous as (
    select
        previous_value,
        cast(sum(count(*)) over (order by previous_value desc nulls last) - count(*) + 1 as bigint) as previous_rank
    from standing
    where previous_value >= (select min(previous_value) from best)
    group by previous_value
),
whole as (
    select cast(sum(value) as decimal(18, 2)) as total, cast(count(value) as bigint) as participants from standing
)
select
    cast(rank() over (order by best.value desc nulls last) as bigint) as rank,
    customer.customer_no, customer.name, customer.tier, best.value,
    previous.previous_rank, best.previous_value,
    customer.store, customer.region, customer.department, customer.status, whole.total, whole.participants
from best
-- A left join, so that nobody is looked up before the best are known.
left join customer on customer.customer_id = best.customer_id
cross join whole
left join previous on previous.previous_value = best.previous_value
order by rank, customer.customer_no
limit $row_limit

-- One row per customer whose measure differs between two periods, the largest gain first.
-- Left out, the second period is as many whole months, or else as many days, right before the first.
-- $measure        text  balance, earned, redeemed (as a positive amount), net or lifetime_earned; null = earned
-- $since          date  first day, null = from the beginning
-- $until          date  last day, null = to the end; balance and lifetime_earned are compared as of the ends
-- $compare_since  date  first day of the period compared with, null = the previous period
-- $compare_until  date  last day of the period compared with, null = the day before $since
-- $row_limit      int   rows wanted, null = all
-- $tier           text  customers of this tier today, null = all
-- $store          text  customers of this store today, null = all
-- $region         text  customers of this region today, null = all
-- $department     text  customers of this department today, null = all
-- $tag            text  customers with this word among their tags, null = all
-- $status         text  customers of this status today, null = all
-- $without_status  text  customers of none of these statuses today, separated by commas; null = all
-- $segment         bigint  customers in this segment (segment_id), null = all
-- $joined_since  date  customers who joined on this day or later, null = all
-- $joined_until  date  customers who joined on this day or before, null = all
-- $customer_list  text  customers with these numbers, at most 1000, one a line; null = all
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner    text  customers of these owners alone, written likewise; null = no such limit
with stock as (
    select
        account.customer_id,
        cast(case $measure when 'lifetime_earned' then account.earned else account.balance end
            - coalesce(later.after_until, 0) as decimal(18, 2)) as value,
        cast(case $measure when 'lifetime_earned' then account.earned else account.balance end
            - coalesce(later.after_compared, 0) as decimal(18, 2)) as compare_value
    from account
    join (
        select
            customer_id,
            cast(sum(case when occurred_at >= coalesce(cast($until as date), date '9999-01-01') + interval 1 day
                     then points else 0 end) as decimal(18, 2)) as after_until,
            cast(sum(case when occurred_at
                >= coalesce(cast($compare_until as date), cast($since as date) - interval 1 day) + interval 1 day
                     then points else 0 end) as decimal(18, 2)) as after_compared
        from point_entry
        where ($measure = 'balance' or kind = 'earn')
          and occurred_at >= least(
              coalesce(cast($until as date), date '9999-01-01'),
              coalesce(cast($compare_until as date), cast($since as date) - interval 1 day)) + interval 1 day
        group by customer_id
    ) as later on later.customer_id = account.customer_id
    where $measure in ('balance', 'lifetime_earned')
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
flow as (
    select
        customer_id,
        cast(sum(case when occurred_at >= coalesce(cast($since as date), date '0001-01-01')
                  and occurred_at < coalesce(cast($until as date), date '9999-01-01') + interval 1 day
                 then case $measure when 'redeemed' then -points else points end else 0 end)
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
          end,
              date '0001-01-01')
                  and occurred_at
                      < coalesce(cast($compare_until as date), cast($since as date) - interval 1 day) + interval 1 day
                 then case $measure when 'redeemed' then -points else points end else 0 end)
            as decimal(18, 2)) as compare_value
    from point_entry
    where coalesce(cast($measure as varchar), 'earned') in ('earned', 'redeemed', 'net')
      and (coalesce(cast($measure as varchar), 'earned') <> 'earned' or kind = 'earn')
      and ($measure is distinct from 'redeemed' or kind = 'redeem')
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
              date '0001-01-01'))
      and occurred_at < greatest(
          coalesce(cast($until as date), date '9999-01-01'),
          coalesce(cast($compare_until as date), cast($since as date) - interval 1 day)) + interval 1 day
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
compared as (
    select customer_id, value, compare_value, cast(value - compare_value as decimal(18, 2)) as change from stock
    union all
    select customer_id, value, compare_value, cast(value - compare_value as decimal(18, 2)) as change from flow
),
most as (
    select customer_id, value, compare_value, change
    from compared
    where change <> 0
      and change >= (
          select min(change)
          from (
              select change from compared where change <> 0
              order by change desc nulls last
              limit $row_limit
          ) as wanted)
)
select
    cast(rank() over (order by most.change desc nulls last) as bigint) as rank,
    customer.customer_no, customer.name, customer.tier, most.value, most.compare_value, most.change,
    cast(most.change * 100 / nullif(abs(most.compare_value), 0) as decimal(18, 4)) as change_pct,
    customer.store, customer.region, customer.department, customer.status
from most
-- A left join, so that nobody is looked up before the first are known.
left join customer on customer.customer_id = most.customer_id
order by rank, customer.customer_no
limit $row_limit

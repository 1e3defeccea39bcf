-- One row per per cent of the customers in a ranking, from the best: how much of the total they hold.
-- median is that of all who take part; curve figures repeat analysis/ranking without a limit. percentile is the value
-- that this per cent of the customers do not exceed (nearest rank). gini is that of all values, from 0 (all equal) to
-- nearly 1, null where a value is negative or the total is not above 0.
-- $measure      text  balance, earned, redeemed (as a positive amount), net or lifetime_earned; null = balance
-- $since        date  first day, null = from the beginning; balance and lifetime_earned do not ask for it
-- $until        date  last day, null = to the end; balance and lifetime_earned are as of its end
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
            - coalesce(later.after_until, 0) as decimal(18, 2)) as value
    from account
    left join (
        select
            customer_id,
            cast(sum(points) as decimal(18, 2)) as after_until
        from point_entry
        where ($measure is distinct from 'lifetime_earned' or kind = 'earn')
          and occurred_at >= coalesce(cast($until as date), date '9999-01-01') + interval 1 day
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
-- What moved in the period.
flow as (
    select
        customer_id,
        cast(sum(case $measure when 'redeemed' then -points else points end) as decimal(18, 2)) as value
    from point_entry
    where $measure in ('earned', 'redeemed', 'net')
      and ($measure <> 'earned' or kind = 'earn')
      and ($measure <> 'redeemed' or kind = 'redeem')
      and occurred_at >= coalesce(cast($since as date), date '0001-01-01')
      and occurred_at < coalesce(cast($until as date), date '9999-01-01') + interval 1 day
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
    select customer_id, value from stock
    where $measure is distinct from 'lifetime_earned' or value > 0
    union all
    select customer_id, value from flow
),
ladder as (
    select
        value, cast(count(*) as bigint) as customers,
        cast(sum(count(*)) over (order by value desc nulls last rows unbounded preceding) as bigint) as up_to,
        cast(sum(sum(value)) over (order by value desc nulls last rows unbounded preceding) as decimal(18, 2)) as held
    from standing
    where value is not null
    group by value
),
whole as (
    select cast(max(up_to) as bigint) as participants, cast(sum(value * customers) as decimal(18, 2)) as total
    from ladder
),
unevenness as (
    select
        cast(case when min(ladder.value) >= 0 and max(whole.total) > 0 then
            sum(cast(ladder.value as double) * ladder.customers
                * (2 * (whole.participants - ladder.up_to) + ladder.customers + 1)
                / nullif(cast(whole.participants as double) * cast(whole.total as double), 0))
            - (max(whole.participants) + 1) / nullif(cast(max(whole.participants) as double), 0)
        end as double) as gini
    from ladder
    cross join whole
),
middle as (
    select cast(cast(sum(ladder.value) as decimal(18, 2)) / 2 as decimal(18, 2)) as median
    from whole
    cross join (values (1), (2)) as place (n)
    join ladder
        on ladder.up_to >= floor((whole.participants + place.n) / 2)
        and ladder.up_to - ladder.customers < floor((whole.participants + place.n) / 2)
),
digit (n) as (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)),
step as (
    select
        tens.n * 10 + ones.n + 1 as percent,
        cast(ceil(whole.participants * (tens.n * 10 + ones.n + 1) / 100.0) as bigint) as customers
    from digit as tens
    cross join digit as ones
    cross join whole
)
select
    cast(step.percent as integer) as percent, step.customers, ladder.value,
    cast(ladder.held - (ladder.up_to - step.customers) * ladder.value as decimal(18, 2)) as held,
    whole.total, whole.participants, middle.median, low.value as percentile, unevenness.gini
from step
cross join whole
cross join middle
cross join unevenness
join ladder on step.customers <= ladder.up_to and step.customers > ladder.up_to - ladder.customers
join ladder as low
    on whole.participants + 1 - ceil(whole.participants * step.percent / 100.0) <= low.up_to
    and whole.participants + 1 - ceil(whole.participants * step.percent / 100.0) > low.up_to - low.customers
order by step.percent

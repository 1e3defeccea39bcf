-- One row per bucket: how many customers had an entry in it, and how many had their first one ever.
-- $since        date  first day, null = that of the first entry
-- $until        date  last day, null = that of the last entry
-- $bucket       text  day, week, month, quarter or year; null = month
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
with person as (
    select customer_id, cast(first_entry_at as date) as first_on, cast(last_entry_at as date) as last_on
    from account
    where first_entry_at is not null
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
),
span as (
    select
        coalesce(cast($since as date), min(first_on)) as first_day,
        coalesce(cast($until as date), max(last_on)) as last_day
    from person
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
active as (
    select bucket_start, cast(count(*) as bigint) as customers
    from (
        select distinct calendar.bucket_start, entry.customer_id
        from point_entry as entry
        join calendar on calendar.day = cast(entry.occurred_at as date)
        where entry.occurred_at >= coalesce(cast($since as date), date '0001-01-01')
          and entry.occurred_at < coalesce(cast($until as date), date '9999-01-01') + interval 1 day
          and (coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
                    cast($department as varchar), cast($status as varchar), cast($tag as varchar),
                    cast($without_status as varchar), cast($segment as varchar),
                    cast($joined_since as varchar), cast($joined_until as varchar), cast($customer_list as varchar),
                    cast($scope_departments as varchar), cast($scope_owner as varchar)) is null
           or entry.customer_id in (
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
    ) as seen
    group by bucket_start
),
arrived as (
    select calendar.bucket_start, cast(count(*) as bigint) as customers
    from person
    join calendar on calendar.day = person.first_on
    group by calendar.bucket_start
)
select
    bucket.bucket_start,
    cast(coalesce(active.customers, 0) as bigint) as active_customers,
    cast(coalesce(arrived.customers, 0) as bigint) as new_customers
from (select distinct bucket_start from calendar) as bucket
left join active on active.bucket_start = bucket.bucket_start
left join arrived on arrived.bucket_start = bucket.bucket_start
order by bucket.bucket_start

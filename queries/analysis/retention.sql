-- One row per month of beginning and months since, or with $listed one row per customer in one of these fields.
-- `customers` moved points (an earn or a redeem) in that month; `size` began in the month of the cohort. The rows without
-- a cohort count those who began in another month (is_known) and those of whom it is not known (not is_known).
-- Up to 36 months of beginning, and 24 months after each; no later month than that of $as_of.
-- $since        date  a day of the first month of beginning
-- $until        date  a day of the last one
-- $as_of        date  the last day that is looked at
-- $starts       text  what begins: joined (the day somebody joined) or earned (the first earn); null = joined
-- $cohort       date  customers of this month of beginning alone, its first day; null = all
-- $months_since  int  those alone who moved points so many months later, null = all of the cohort
-- $listed       bool  one row per customer, null = per field
-- $row_limit    int   rows wanted, null = all
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
with
number (n) as (
    values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12),
        (13), (14), (15), (16), (17), (18), (19), (20), (21), (22), (23), (24)
),
-- Months are counted from that of $since, which is 0.
span as (
    select
        cast(extract(year from cast($since as date)) * 12 + extract(month from cast($since as date)) as integer) as origin,
        cast((extract(year from cast($until as date)) * 12 + extract(month from cast($until as date)))
            - (extract(year from cast($since as date)) * 12 + extract(month from cast($since as date))) as integer) as last_cohort,
        cast((extract(year from cast($as_of as date)) * 12 + extract(month from cast($as_of as date)))
            - (extract(year from cast($since as date)) * 12 + extract(month from cast($since as date))) as integer) as last_month
),
first_earn as (
    select customer_id, cast(min(occurred_at) as date) as day
    from point_entry
    where $starts = 'earned'
      and kind = 'earn'
      and occurred_at < cast($as_of as date) + interval 1 day
    group by customer_id
),
begun as (
    select
        customer.customer_id,
        case when $starts = 'earned' then first_earn.day else customer.joined_on end as day
    from customer
    left join first_earn on first_earn.customer_id = customer.customer_id
    where (coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
            cast($department as varchar), cast($status as varchar), cast($tag as varchar),
            cast($without_status as varchar), cast($segment as varchar),
            cast($scope_departments as varchar), cast($scope_owner as varchar)) is null
       or customer.customer_id in (
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
),
placed as (
    select
        begun.customer_id,
        begun.day is not null as is_known,
        case when cast(extract(year from begun.day) * 12 + extract(month from begun.day) as integer) - span.origin
                  between 0 and least(span.last_cohort, 35)
             then cast(extract(year from begun.day) * 12 + extract(month from begun.day) as integer) - span.origin end as cohort
    from begun
    cross join span
),
-- Bit n says that points were moved in month n.
moved as (
    select entry.customer_id, bit_or(cast(1 as bigint) << entry.month) as months
    from (
        select
            customer_id,
            cast(extract(year from occurred_at) * 12 + extract(month from occurred_at) as integer) - span.origin as month
        from point_entry
        cross join span
        where kind in ('earn', 'redeem')
          and occurred_at >= date_trunc('month', cast($since as date))
          and occurred_at < date_trunc('month', cast($since as date)) + interval 60 month
          and occurred_at < cast($as_of as date) + interval 1 day
    ) as entry
    group by entry.customer_id
),
-- Customers whose months are the same are looked at once, unless each is to be listed.
alike as (
    select
        placed.is_known, placed.cohort, coalesce(moved.months, 0) as months,
        case when cast($listed as boolean) then placed.customer_id end as listed_id,
        cast(count(*) as bigint) as customers
    from placed
    left join moved on moved.customer_id = placed.customer_id
    group by
        placed.is_known, placed.cohort, coalesce(moved.months, 0),
        case when cast($listed as boolean) then placed.customer_id end
),
standing as (
    select
        alike.is_known, alike.cohort, number.n as months_since, alike.listed_id,
        cast(sum(alike.customers) as bigint) as size,
        cast(sum(((alike.months >> (alike.cohort + number.n)) & 1) * alike.customers) as bigint) as customers
    from alike
    cross join span
    cross join number
    -- Whoever began in no month of these is counted once.
    where (alike.cohort + number.n <= span.last_month
           or (alike.cohort is null and number.n = 0 and not coalesce(cast($listed as boolean), false)))
      and (not coalesce(cast($listed as boolean), false) or number.n = coalesce(cast($months_since as integer), 0))
      and (cast($cohort as date) is null
           or cast(date_trunc('month', cast($since as date)) + alike.cohort * interval 1 month as date) = cast($cohort as date))
    group by alike.is_known, alike.cohort, number.n, alike.listed_id
)
select
    cast(date_trunc('month', cast($since as date)) + standing.cohort * interval 1 month as date) as cohort,
    case when standing.cohort is not null then standing.months_since end as months_since, standing.is_known,
    named.customer_no, named.name, named.phone, named.email, named.tier, named.store, named.status, named.balance,
    coalesce(standing.customers, 0) as customers, standing.size
from standing
left join (
    select
        customer.customer_id, customer.customer_no, customer.name, customer.phone, customer.email,
        customer.tier, customer.store, customer.status, account.balance
    from customer
    join account on account.customer_id = customer.customer_id
    where cast($listed as boolean)
) as named on named.customer_id = standing.listed_id
where (not coalesce(cast($listed as boolean), false) or cast($months_since as integer) is null or standing.customers > 0)
order by cohort nulls last, months_since, named.customer_no
limit $row_limit

-- One row per month and the states of customers at the end of the month before and of it,
-- or with $listed one row per customer of one of them. Every customer of the range is in one state at the end of every
-- month, by the months in which they moved points (an earn or a redeem):
-- new = for the first time this month; back = this month, and in none of the $active months before; active = in this or
-- one of the $active - 1 months before; sleeping = in one of the $lost months up to this, not so lately; lost = longer
-- ago; unmoved = never yet.
-- $until        date  the last day that is looked at; its month is the last
-- $months       int   months up to that one, 24 at most; null = 12
-- $active       int   months, 1 to 35; null = 3
-- $lost         int   months, more than those and 36 at most; null = 12
-- $month        date  this month alone, its first day; null = all
-- $state        text  those in this state at its end, null = all
-- $state_before  text  those in this state at the end of the month before, null = all
-- $listed       bool  one row per customer, null = per month and states
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
    values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11),
        (12), (13), (14), (15), (16), (17), (18), (19), (20), (21), (22), (23)
),
word (code, word) as (
    values (0, 'unmoved'), (1, 'new'), (2, 'back'), (3, 'active'), (4, 'sleeping'), (5, 'lost')
),
asked as (
    select
        coalesce(cast($active as integer), 3) as active, coalesce(cast($lost as integer), 12) as lost,
        coalesce(cast($months as integer), 12) + coalesce(cast($lost as integer), 12) as last,
        cast(extract(year from cast($until as date)) * 12 + extract(month from cast($until as date)) as integer) as newest
),
-- The bit `last` is the month of $until, the one below it the month before; bit 0 is all that no state tells apart.
moved as (
    select
        entry.customer_id, bit_or(cast(1 as bigint) << greatest(entry.last - entry.ago, 0)) as months,
        max(entry.day) as last_day
    from (
        select
            point_entry.customer_id, asked.last,
            case when cast($listed as boolean) then cast(point_entry.occurred_at as date) end as day,
            asked.newest - cast(extract(year from point_entry.occurred_at) * 12
                + extract(month from point_entry.occurred_at) as integer) as ago
        from point_entry
        cross join asked
        where point_entry.kind in ('earn', 'redeem')
          and point_entry.occurred_at < cast($until as date) + interval 1 day
          and (coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
            cast($department as varchar), cast($status as varchar), cast($tag as varchar),
            cast($without_status as varchar), cast($segment as varchar),
            cast($scope_departments as varchar), cast($scope_owner as varchar)) is null
       or point_entry.customer_id in (
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
    group by entry.customer_id
),
-- Customers whose months are the same are looked at once, unless each is to be listed.
alike as (
    select
        coalesce(moved.months, 0) as months, max(moved.last_day) as last_day,
        case when cast($listed as boolean) then account.customer_id end as listed_id,
        cast(count(*) as bigint) as customers
    from account
    left join moved on moved.customer_id = account.customer_id
    where (coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
            cast($department as varchar), cast($status as varchar), cast($tag as varchar),
            cast($without_status as varchar), cast($segment as varchar),
            cast($scope_departments as varchar), cast($scope_owner as varchar)) is null
       or account.customer_id in (
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
    group by coalesce(moved.months, 0), case when cast($listed as boolean) then account.customer_id end
),
standing as (
    select
        number.n as ago, alike.last_day, alike.listed_id, alike.customers,
        case
            when alike.months & ((cast(1 as bigint) << (asked.last - number.n + 1)) - 1) = 0 then 0
            when alike.months & ((cast(1 as bigint) << (asked.last - number.n)) - 1) = 0 then 1
            when (alike.months >> (asked.last - number.n)) & 1 = 1
                and (alike.months >> (asked.last - number.n - asked.active)) & ((cast(1 as bigint) << asked.active) - 1) = 0 then 2
            when (alike.months >> (asked.last - number.n - asked.active + 1)) & ((cast(1 as bigint) << asked.active) - 1) <> 0 then 3
            when (alike.months >> (asked.last - number.n - asked.lost + 1)) & ((cast(1 as bigint) << asked.lost) - 1) <> 0 then 4
            else 5
        end as state,
        case
            when alike.months & ((cast(1 as bigint) << (asked.last - number.n - 1 + 1)) - 1) = 0 then 0
            when alike.months & ((cast(1 as bigint) << (asked.last - number.n - 1)) - 1) = 0 then 1
            when (alike.months >> (asked.last - number.n - 1)) & 1 = 1
                and (alike.months >> (asked.last - number.n - 1 - asked.active)) & ((cast(1 as bigint) << asked.active) - 1) = 0 then 2
            when (alike.months >> (asked.last - number.n - 1 - asked.active + 1)) & ((cast(1 as bigint) << asked.active) - 1) <> 0 then 3
            when (alike.months >> (asked.last - number.n - 1 - asked.lost + 1)) & ((cast(1 as bigint) << asked.lost) - 1) <> 0 then 4
            else 5
        end as state_before
    from alike
    cross join number
    cross join asked
    where number.n < coalesce(cast($months as integer), 12)
      and (cast($month as date) is null
           or number.n = asked.newest - cast(extract(year from cast($month as date)) * 12
               + extract(month from cast($month as date)) as integer))
),
grouped as (
    select
        ago, state_before, state, listed_id,
        cast(sum(customers) as bigint) as customers, max(last_day) as last_activity
    from standing
    group by ago, state_before, state, listed_id
)
select
    cast(date_trunc('month', cast($until as date)) - grouped.ago * interval 1 month as date) as month,
    before.word as state_before, here.word as state,
    named.customer_no, named.name, named.phone, named.email, named.tier, named.store, named.status, named.balance,
    grouped.customers, grouped.last_activity
from grouped
join word as here on here.code = grouped.state
join word as before on before.code = grouped.state_before
left join (
    select
        customer.customer_id, customer.customer_no, customer.name, customer.phone, customer.email,
        customer.tier, customer.store, customer.status, account.balance
    from customer
    join account on account.customer_id = customer.customer_id
    where cast($listed as boolean)
) as named on named.customer_id = grouped.listed_id
where (cast($state as varchar) is null or here.word = cast($state as varchar))
  and (cast($state_before as varchar) is null or before.word = cast($state_before as varchar))
order by month, state_before, state, grouped.last_activity desc nulls last, named.customer_no
limit $row_limit

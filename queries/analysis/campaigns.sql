-- One row per campaign named by entries or orders of the period, the one that issued most first, and one without a name.
-- issued are earns and used redeems, both positive; other is what else its entries moved, signed. Orders are those of imports.
-- $since        date  first day, null = from the beginning
-- $until        date  last day, null = to the end
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
entered as (
    select
        campaign, customer_id,
        cast(sum(case when kind = 'earn' then points else 0 end) as decimal(18, 2)) as issued,
        cast(sum(case when kind = 'redeem' then -points else 0 end) as decimal(18, 2)) as used,
        cast(sum(case when kind in ('earn', 'redeem') then 0 else points end) as decimal(18, 2)) as other,
        cast(min(occurred_at) as date) as first_on, cast(max(occurred_at) as date) as last_on
    from point_entry
    where (cast($since as date) is null or occurred_at >= cast($since as date))
      and (cast($until as date) is null or occurred_at < cast($until as date) + interval 1 day)
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
    group by campaign, customer_id
),
ordered as (
    select
        campaign, customer_id, cast(count(*) as bigint) as orders, cast(sum(amount) as decimal(18, 2)) as amount,
        cast(min(ordered_at) as date) as first_on, cast(max(ordered_at) as date) as last_on
    from order_now
    where (cast($since as date) is null or ordered_at >= cast($since as date))
      and (cast($until as date) is null or ordered_at < cast($until as date) + interval 1 day)
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
    group by campaign, customer_id
),
together as (
    select
        campaign, customer_id, issued, used, other, cast(0 as bigint) as orders,
        cast(0 as decimal(18, 2)) as amount, first_on, last_on
    from entered
    union all
    select
        campaign, customer_id, cast(0 as decimal(18, 2)), cast(0 as decimal(18, 2)),
        cast(0 as decimal(18, 2)), orders, amount, first_on, last_on
    from ordered
)
select
    campaign, cast(count(distinct customer_id) as bigint) as customers,
    cast(sum(issued) as decimal(18, 2)) as issued, cast(sum(used) as decimal(18, 2)) as used,
    cast(sum(other) as decimal(18, 2)) as other,
    cast(sum(orders) as bigint) as orders, cast(sum(amount) as decimal(18, 2)) as amount,
    min(first_on) as first_on, max(last_on) as last_on
from together
group by campaign
order by case when campaign is null then 1 else 0 end, issued desc, campaign

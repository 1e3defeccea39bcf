-- One row: the points that end within 30, 60 and 90 days of an instant, and how many customers' they are.
-- What ends within 30 days ends within 60 too. Held points do not expire.
-- $as_of        timestamp  the programme's local time from which days are counted
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
with person as (
    select
        customer_id,
        cast(sum(case when expires_at <= cast($as_of as timestamp) + interval 30 day
                 then remaining - held else 0 end) as decimal(18, 2)) as points_30,
        cast(sum(case when expires_at <= cast($as_of as timestamp) + interval 60 day
                 then remaining - held else 0 end) as decimal(18, 2)) as points_60,
        cast(sum(remaining - held) as decimal(18, 2)) as points_90
    from open_lot
    where expires_at > cast($as_of as timestamp)
      and expires_at <= cast($as_of as timestamp) + interval 90 day
      and remaining > held
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
    group by customer_id
)
select
    cast(coalesce(sum(points_30), 0) as decimal(18, 2)) as points_30,
    cast(count(case when points_30 > 0 then 1 end) as bigint) as customers_30,
    cast(coalesce(sum(points_60), 0) as decimal(18, 2)) as points_60,
    cast(count(case when points_60 > 0 then 1 end) as bigint) as customers_60,
    cast(coalesce(sum(points_90), 0) as decimal(18, 2)) as points_90,
    cast(count(*) as bigint) as customers_90
from person

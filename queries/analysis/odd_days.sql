-- One row per day on which a store, or all together, moved many times its own median, the farthest first.
-- The median is over the days of the period on which it moved anything of that kind at all.
-- $since        date     first day, null = from the beginning
-- $until        date     last day, null = to the end
-- $least_factor  decimal  only days so many times the median, null = 3
-- $least_points  decimal  only days with as many points, null = any
-- $least_days   int      only stores with as many days to compare with, null = 5
-- $row_limit    int      rows wanted, null = all
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
with daily as (
    select store, kind, cast(occurred_at as date) as day, cast(abs(sum(points)) as decimal(18, 2)) as value
    from point_entry
    where kind in ('earn', 'redeem')
      and occurred_at >= coalesce(cast($since as date), date '0001-01-01')
      and occurred_at < coalesce(cast($until as date), date '9999-01-01') + interval 1 day
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
    group by 1, 2, 3
),
-- store is null for all together; entries without a store count in that alone.
placed as (
    select
        store, kind, day, value,
        row_number() over (partition by store, kind order by value, day) as place,
        count(*) over (partition by store, kind) as days
    from (
        select store, kind, day, value from daily where store <> ''
        union all
        select cast(null as varchar), kind, day, cast(sum(value) as decimal(18, 2)) from daily group by kind, day
    ) as moved
),
middle as (
    select store, kind, days, cast(avg(value) as decimal(18, 2)) as median
    from placed
    where place * 2 >= days
      and place * 2 <= days + 2
    group by store, kind, days
)
select
    placed.day, placed.store, cast(placed.kind as varchar) as kind, placed.value, middle.median,
    cast(cast(placed.value as double) / nullif(cast(middle.median as double), 0) as decimal(18, 2)) as factor,
    cast(middle.days as bigint) as days
from placed
join middle on middle.kind = placed.kind and middle.store is not distinct from placed.store
where middle.days >= coalesce(cast($least_days as bigint), 5)
  and placed.value >= middle.median * coalesce(cast($least_factor as decimal(9, 2)), 3)
  and placed.value >= coalesce(cast($least_points as decimal(18, 2)), 0)
  and placed.value > 0
order by factor desc nulls last, placed.day, placed.store nulls first, placed.kind
limit $row_limit

-- One row per operator who adjusted points by hand, one customer at a time, the busiest first.
-- top_share is what part of their points went to or came from the three customers they moved most for.
-- $since        date     first day, null = from the beginning
-- $until        date     last day, null = to the end
-- $near_from    decimal  least points that are just under a limit, null = none are
-- $near_until   decimal  most points that are
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
with adjusted as (
    select actor, customer_id, points, cast(abs(points) as decimal(18, 2)) as size
    from point_entry
    where kind in ('adjust_up', 'adjust_down')
      and batch_id is null
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
),
of_customer as (
    select
        actor, customer_id,
        cast(count(*) as bigint) as adjustments,
        cast(sum(size) as decimal(18, 2)) as size,
        cast(sum(case when points > 0 then points else 0 end) as decimal(18, 2)) as points_in,
        cast(sum(case when points < 0 then points else 0 end) as decimal(18, 2)) as points_out,
        cast(sum(case when size >= cast($near_from as decimal(18, 2)) and size <= cast($near_until as decimal(18, 2))
                 then 1 else 0 end) as bigint) as near_limit
    from adjusted
    group by actor, customer_id
),
placed as (
    select
        actor, adjustments, size, points_in, points_out, near_limit,
        row_number() over (partition by actor order by size desc nulls last, customer_id) as place
    from of_customer
)
select
    actor,
    cast(sum(adjustments) as bigint) as adjustments,
    cast(count(*) as bigint) as customers,
    cast(sum(points_in) as decimal(18, 2)) as points_in,
    cast(sum(points_out) as decimal(18, 2)) as points_out,
    cast(cast(sum(case when place <= 3 then size else 0 end) as double)
        / nullif(cast(sum(size) as double), 0) as double) as top_share,
    cast(sum(near_limit) as bigint) as near_limit
from placed
group by actor
order by adjustments desc nulls last, actor
limit $row_limit

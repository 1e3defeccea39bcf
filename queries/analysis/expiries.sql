-- One row per day on which points are usable for the last time, soonest first: all that is to come.
-- customers have points that expire that day; held points do not while they are held, and stand beside.
-- $as_of        timestamp  the programme's local time, null = all that have not been swept
-- $until        date       last day, null = to the end
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
select
    expires_on,
    cast(count(case when points > 0 then 1 end) as bigint) as customers,
    cast(sum(points) as decimal(18, 2)) as points,
    cast(sum(held) as decimal(18, 2)) as held
from (
    select
        -- Points are gone from the instant expires_at on, mostly the midnight after the last day.
        cast(expires_at - interval 1 second as date) as expires_on, customer_id,
        cast(sum(remaining - held) as decimal(18, 2)) as points,
        cast(sum(held) as decimal(18, 2)) as held
    from open_lot
    where expires_at is not null
      and (cast($as_of as timestamp) is null or expires_at > cast($as_of as timestamp))
      and (cast($until as date) is null
           or expires_at < cast($until as timestamp) + interval 1 day + interval 1 second)
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
    group by 1, 2
) as of_customer
group by expires_on
order by expires_on

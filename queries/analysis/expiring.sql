-- One row per span of 30, 60 and 90 days from $as_of: usable points that expire within it, and how many customers have them.
-- None where nothing expires within 90 days. A longer span holds the shorter ones; points on hold or not yet usable are left out, as on the page of customers.
-- $as_of        timestamp  the programme's local time from which the days count
-- $tier         text       customers of this tier today, null = all
-- $store        text       customers of this store today, null = all
-- $region       text       customers of this region today, null = all
-- $department   text       customers of this department today, null = all
-- $tag          text       customers with this word among their tags, null = all
-- $status       text       customers of this status today, null = all
-- $without_status  text  customers of none of these statuses today, separated by commas; null = all
-- $segment      bigint     customers in this segment (segment_id), null = all
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner  text       customers of these owners alone, written likewise; null = no such limit
with lot as (
    select customer_id, expires_at, remaining - held as points
    from open_lot
    where remaining > held
      and available_from <= cast($as_of as timestamp)
      and expires_at > cast($as_of as timestamp)
      and expires_at <= cast($as_of as timestamp) + interval 90 day
      and (coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
                cast($department as varchar), cast($status as varchar), cast($tag as varchar),
                cast($without_status as varchar), cast($segment as varchar),
                cast($scope_departments as varchar), cast($scope_owner as varchar)) is null
       or customer_id in (
          select customer_id from customer
          where (cast($tier as varchar) is null or tier = cast($tier as varchar))
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
)
select
    cast(span.days as integer) as within_days,
    cast(coalesce(sum(lot.points), 0) as decimal(18, 2)) as expiring,
    cast(count(distinct lot.customer_id) as bigint) as customers
from (values (30), (60), (90)) as span (days)
left join lot on lot.expires_at <= cast($as_of as timestamp) + interval 1 day * span.days
where exists (select 1 from lot)
group by span.days
order by span.days

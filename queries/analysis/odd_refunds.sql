-- One row per customer whose points were taken back after they had been used, those with the most first.
-- missing is what a claw back did not find in the lot of the earn it takes back: used, held, or gone elsewhere.
-- Of a claw back that names no earn, as in imported history, only what it could not take counts.
-- $since        date     first day, null = from the beginning
-- $until        date     last day, null = to the end
-- $least_points  decimal  only customers missing as many, null = any
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
with taken as (
    select entry_id, customer_id, occurred_at, requested, short, reverses_entry_id
    from point_entry
    where kind = 'claw_back'
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
found as (
    select
        taken.entry_id,
        cast(sum(case when lot_entry.lot_entry_id = taken.reverses_entry_id then -lot_entry.points else 0 end)
            as decimal(18, 2)) as own,
        cast(sum(case when lot_entry.lot_entry_id is null then -lot_entry.points else 0 end)
            as decimal(18, 2)) as debt
    from taken
    join lot_entry on lot_entry.entry_id = taken.entry_id
    group by taken.entry_id
),
missed as (
    select
        taken.customer_id, taken.occurred_at, taken.requested,
        cast(case
            when taken.reverses_entry_id is null then taken.short + coalesce(found.debt, 0)
            else taken.requested - coalesce(found.own, 0)
        end as decimal(18, 2)) as missing
    from taken
    left join found on found.entry_id = taken.entry_id
),
of_customer as (
    select
        customer_id,
        cast(count(*) as bigint) as times,
        cast(sum(requested) as decimal(18, 2)) as requested,
        cast(sum(missing) as decimal(18, 2)) as missing,
        max(occurred_at) as last_entry_at
    from missed
    where missing > 0
    group by customer_id
    having cast(sum(missing) as decimal(18, 2)) >= coalesce(cast($least_points as decimal(18, 2)), 0)
)
select
    customer.customer_no, customer.name, customer.tier, of_customer.times, of_customer.requested,
    of_customer.missing, of_customer.last_entry_at
from of_customer
join customer on customer.customer_id = of_customer.customer_id
order by of_customer.missing desc nulls last, customer.customer_no
limit $row_limit

-- One row per customer and way in which points went round: issued and taken back, used and given back, sent and returned.
-- For transfers one row per pair of customers; both directions count, and there must be both.
-- $since        date     first day, null = from the beginning
-- $until        date     last day, null = to the end
-- $least_times  int      only those that went round as often, null = once
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
with moved as (
    select entry_id, customer_id, kind, points, occurred_at, reverses_entry_id
    from point_entry
    where kind in ('claw_back', 'restore', 'transfer_out', 'transfer_in')
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
-- The two entries of a transfer are posted one right after the other.
sent as (
    select
        least(away.customer_id, home.customer_id) as customer_id,
        greatest(away.customer_id, home.customer_id) as other_id,
        case when away.customer_id < home.customer_id then 1 else 0 end as is_away,
        home.points, home.occurred_at
    from moved as away
    join moved as home on home.entry_id = away.entry_id + 1 and home.points = -away.points
    where away.kind = 'transfer_out'
      and home.kind = 'transfer_in'
),
round as (
    select
        case kind when 'claw_back' then 'issued_taken_back' else 'used_given_back' end as way,
        customer_id, cast(null as integer) as other_id,
        cast(count(*) as bigint) as times,
        cast(sum(abs(points)) as decimal(18, 2)) as moved_points,
        max(occurred_at) as last_entry_at
    from moved
    where kind in ('claw_back', 'restore')
      and points <> 0
    group by kind, customer_id
    union all
    select
        'sent_returned', customer_id, other_id, cast(count(*) as bigint),
        cast(sum(points) as decimal(18, 2)), max(occurred_at)
    from sent
    group by customer_id, other_id
    having min(is_away) < max(is_away)
)
select
    round.way, customer.customer_no, customer.name, other.customer_no as other_no, round.times,
    round.moved_points, round.last_entry_at
from round
join customer on customer.customer_id = round.customer_id
left join customer as other on other.customer_id = round.other_id
where round.times >= coalesce(cast($least_times as bigint), 1)
order by round.times desc nulls last, round.moved_points desc nulls last, customer.customer_no, round.way, other_no
limit $row_limit

-- One row per customer with points that expire within some days, those with the most first.
-- customers and total are of the whole list, however many rows are wanted; held points do not expire.
-- $as_of        timestamp  the programme's local time, null = from the beginning
-- $since        date       first day on which points expire, null = from now
-- $until        date       last day on which points expire, null = to the end
-- $opt_out      text       who has this word among their tags wants no reminder, null = nobody
-- $opted_out    bool       true = those alone, null or false = those left out
-- $row_limit    int        rows wanted, null = all
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
with expiring as (
    select
        customer_id,
        cast(min(expires_at) - interval 1 second as date) as expires_on,
        cast(sum(remaining - held) as decimal(18, 2)) as points
    from open_lot
    where expires_at is not null
      and remaining > held
      and (cast($as_of as timestamp) is null or expires_at > cast($as_of as timestamp))
      and (cast($since as date) is null or expires_at >= cast($since as timestamp) + interval 1 second)
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
    group by customer_id
),
silent as (
    select customer_id
    from customer
    where cast($opt_out as varchar) is not null
      and strpos(',' || tags || ',', ',' || cast($opt_out as varchar) || ',') > 0
),
wanted as (
    select expiring.customer_id, expiring.expires_on, expiring.points
    from expiring
    left join silent on silent.customer_id = expiring.customer_id
    where (silent.customer_id is not null) = coalesce(cast($opted_out as boolean), false)
),
-- Chosen before the rest is looked up: the contacts of the first few are wanted, not of everybody.
chosen as (
    select customer_id, expires_on, points
    from wanted
    order by points desc nulls last, customer_id
    limit $row_limit
),
whole as (
    select cast(count(*) as bigint) as customers, cast(coalesce(sum(points), 0) as decimal(18, 2)) as total
    from wanted
)
select
    customer.customer_no, customer.name, customer.phone, customer.email, chosen.expires_on, chosen.points as expiring_points,
    account.balance, customer.tier, customer.store, customer.owner, customer.status, whole.customers, whole.total
from chosen
join customer on customer.customer_id = chosen.customer_id
join account on account.customer_id = chosen.customer_id
cross join whole
order by chosen.points desc nulls last, customer.customer_no

-- One row for those a campaign reached and for all others, before and during it, or with $listed one row per customer.
-- Reached is who has an entry or an order of the campaign in its days. Movements are earns and redeems.
-- $campaign      text  which
-- $since         date  its first day
-- $until         date  its last day
-- $before_since  date  the first of the days before it; they end with the day before $since
-- $is_reached    bool  those reached alone, or the others, null = both
-- $listed        bool  one row per customer, of the days of the campaign; null = together
-- $row_limit     int   rows wanted, null = all
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
part (word) as (values ('before'), ('during')),
reached as (
    select customer_id
    from point_entry
    where campaign = cast($campaign as varchar)
      and occurred_at >= cast($since as date)
      and occurred_at < cast($until as date) + interval 1 day
    union
    select customer_id
    from order_now
    where campaign = cast($campaign as varchar)
      and ordered_at >= cast($since as date)
      and ordered_at < cast($until as date) + interval 1 day
),
moved as (
    select
        customer_id, case when occurred_at < cast($since as date) then 'before' else 'during' end as word,
        cast(sum(case when kind = 'earn' then points else 0 end) as decimal(18, 2)) as earned,
        cast(sum(case when kind = 'earn' and campaign = cast($campaign as varchar) then points else 0 end)
            as decimal(18, 2)) as issued,
        cast(sum(case when kind = 'redeem' then -points else 0 end) as decimal(18, 2)) as used
    from point_entry
    where kind in ('earn', 'redeem')
      and occurred_at >= cast($before_since as date)
      and occurred_at < cast($until as date) + interval 1 day
    group by customer_id, case when occurred_at < cast($since as date) then 'before' else 'during' end
),
bought as (
    select
        customer_id, case when ordered_at < cast($since as date) then 'before' else 'during' end as word,
        cast(count(*) as bigint) as orders, cast(sum(amount) as decimal(18, 2)) as amount
    from order_now
    where ordered_at >= cast($before_since as date)
      and ordered_at < cast($until as date) + interval 1 day
    group by customer_id, case when ordered_at < cast($since as date) then 'before' else 'during' end
),
person as (
    select account.customer_id, reached.customer_id is not null as is_reached
    from account
    left join reached on reached.customer_id = account.customer_id
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
),
grouped as (
    select
        person.is_reached, part.word,
        case when cast($listed as boolean) then person.customer_id end as listed_id,
        cast(count(*) as bigint) as customers,
        cast(count(moved.customer_id) as bigint) as active_customers,
        cast(coalesce(sum(moved.earned), 0) as decimal(18, 2)) as earned,
        cast(coalesce(sum(moved.issued), 0) as decimal(18, 2)) as issued,
        cast(coalesce(sum(moved.used), 0) as decimal(18, 2)) as used,
        cast(coalesce(sum(bought.orders), 0) as bigint) as orders,
        cast(coalesce(sum(bought.amount), 0) as decimal(18, 2)) as amount
    from person
    cross join part
    left join moved on moved.customer_id = person.customer_id and moved.word = part.word
    left join bought on bought.customer_id = person.customer_id and bought.word = part.word
    where (cast($is_reached as boolean) is null or person.is_reached = cast($is_reached as boolean))
      and (not coalesce(cast($listed as boolean), false) or part.word = 'during')
    group by person.is_reached, part.word, case when cast($listed as boolean) then person.customer_id end
)
select
    grouped.is_reached, grouped.word as part,
    named.customer_no, named.name, named.phone, named.email, named.tier, named.store, named.status, named.balance,
    grouped.customers, grouped.active_customers, grouped.earned, grouped.issued, grouped.used, grouped.orders,
    grouped.amount
from grouped
left join (
    select
        customer.customer_id, customer.customer_no, customer.name, customer.phone, customer.email,
        customer.tier, customer.store, customer.status, account.balance
    from customer
    join account on account.customer_id = customer.customer_id
    where cast($listed as boolean)
) as named on named.customer_id = grouped.listed_id
order by grouped.is_reached desc, part, grouped.issued desc, named.customer_no
limit $row_limit

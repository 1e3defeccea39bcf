-- One row per group of customers by what they hold today, or with $listed one row per customer of these groups.
-- top and bottom are the $share per cent of those with points who hold most and least, by two thresholds: equal
-- balances are in the same group, so that it may be larger; a balance in both is top. middle is between them, none holds
-- nothing, and debt owes. Rows carry the thresholds, and what the customers earned and used in the period.
-- $share        int   per cent, 1 to 50; null = 20
-- $since        date  first day of what is earned and used, null = from the beginning
-- $until        date  last day, null = to the end
-- $top_from     decimal  the least balance of top, null = found by $share
-- $bottom_until  decimal  the largest balance of bottom, null = found by $share
-- $group        text  this group alone, null = all
-- $listed       bool  one row per customer, null = per group
-- $row_limit    int   rows wanted, null = all
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
person as (
    select customer_id, balance
    from account
    where (coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
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
ladder as (
    select
        balance,
        cast(sum(count(*)) over (order by balance rows unbounded preceding) as bigint) as from_below,
        cast(sum(count(*)) over (order by balance desc rows unbounded preceding) as bigint) as from_above
    from person
    where balance > 0
    group by balance
),
bound as (
    select
        coalesce(cast($top_from as decimal(18, 2)),
            max(case when ladder.from_above * 100 >= whole.customers * coalesce(cast($share as integer), 20)
                then ladder.balance end)) as top_from,
        coalesce(cast($bottom_until as decimal(18, 2)),
            min(case when ladder.from_below * 100 >= whole.customers * coalesce(cast($share as integer), 20)
                then ladder.balance end)) as bottom_until
    from ladder
    cross join (select count(*) as customers from person where balance > 0) as whole
),
moved as (
    select
        customer_id,
        cast(sum(case when kind = 'earn' then points else 0 end) as decimal(18, 2)) as earned,
        cast(sum(case when kind = 'redeem' then -points else 0 end) as decimal(18, 2)) as used
    from point_entry
    where kind in ('earn', 'redeem')
      and (cast($since as date) is null or occurred_at >= cast($since as date))
      and (cast($until as date) is null or occurred_at < cast($until as date) + interval 1 day)
    group by customer_id
),
standing as (
    select
        person.customer_id, person.balance, moved.earned, moved.used,
        case
            when person.balance < 0 then 'debt'
            when person.balance = 0 then 'none'
            when person.balance >= bound.top_from then 'top'
            when person.balance <= bound.bottom_until then 'bottom'
            else 'middle'
        end as word
    from person
    cross join bound
    left join moved on moved.customer_id = person.customer_id
),
grouped as (
    select
        word, case when cast($listed as boolean) then customer_id end as listed_id,
        cast(count(*) as bigint) as customers,
        cast(sum(balance) as decimal(18, 2)) as held_together,
        cast(coalesce(sum(earned), 0) as decimal(18, 2)) as earned,
        cast(coalesce(sum(used), 0) as decimal(18, 2)) as used
    from standing
    where (cast($group as varchar) is null or word = cast($group as varchar))
    group by word, case when cast($listed as boolean) then customer_id end
)
select
    grouped.word as balance_group,
    named.customer_no, named.name, named.phone, named.email, named.tier, named.store, named.status, named.balance,
    grouped.customers, grouped.held_together, grouped.earned, grouped.used, bound.top_from, bound.bottom_until
from grouped
cross join bound
left join (
    select
        customer.customer_id, customer.customer_no, customer.name, customer.phone, customer.email,
        customer.tier, customer.store, customer.status, account.balance
    from customer
    join account on account.customer_id = customer.customer_id
    where cast($listed as boolean)
) as named on named.customer_id = grouped.listed_id
order by grouped.held_together desc, named.customer_no
limit $row_limit

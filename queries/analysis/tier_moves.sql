-- One row per tier at a first and at a second moment, or with $listed one row per customer of one of these fields.
-- A tier of the past is what the earliest kept change after that moment found: imports keep what they found, and a
-- change by hand keeps both values; without such a change it is today's. What there was is known from the day a customer
-- was registered on (absent before), and not of those who were erased (unknown), whose history went with them.
-- $first_at     timestamp  the first moment, UTC
-- $second_at    timestamp  the second one, UTC
-- $erased       text  how the numbers of erased customers begin; null = nobody was erased
-- $tier_before  text  those of this tier at the first moment, null = any; likewise the next
-- $tier_after   text  at the second
-- $known_before  text  tier, none, absent or unknown at the first moment, null = any; likewise the next
-- $known_after  text  at the second
-- $listed       bool  one row per customer, null = per field
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
change as (
    select kept.customer_id, batch.recorded_at as changed_at, json_extract_string(kept.before, '$.tier') as tier
    from customer_before as kept
    join batch on batch.batch_id = kept.batch_id
    where batch.recorded_at > cast($first_at as timestamp)
    union all
    select customer.customer_id, link.recorded_at, json_extract_string(link.details, '$.changes.tier[0]')
    from audit_link as link
    join customer on customer.customer_no = json_extract_string(link.receipt, '$.customer_no')
    where link.command = 'edit_customer'
      and link.recorded_at > cast($first_at as timestamp)
      and json_extract_string(link.details, '$.changes.tier') is not null
),
placed as (
    select
        customer_id, tier, changed_at > cast($second_at as timestamp) as is_later,
        row_number() over (partition by customer_id order by changed_at) as place,
        row_number() over (
            partition by customer_id, changed_at > cast($second_at as timestamp) order by changed_at) as own_place
    from change
),
standing as (
    select
        customer.customer_id,
        case
            when customer.created_at > cast($first_at as timestamp) then 'absent'
            when strpos(customer.customer_no, cast($erased as varchar)) = 1 then 'unknown'
            when first_found.customer_id is not null then case when first_found.tier is null then 'none' else 'tier' end
            when customer.tier is null then 'none'
            else 'tier'
        end as known_before,
        case when first_found.customer_id is not null then first_found.tier else customer.tier end as tier_before,
        case
            when customer.created_at > cast($second_at as timestamp) then 'absent'
            when strpos(customer.customer_no, cast($erased as varchar)) = 1 then 'unknown'
            when second_found.customer_id is not null then case when second_found.tier is null then 'none' else 'tier' end
            when customer.tier is null then 'none'
            else 'tier'
        end as known_after,
        case when second_found.customer_id is not null then second_found.tier else customer.tier end as tier_after
    from customer
    left join placed as first_found on first_found.customer_id = customer.customer_id and first_found.place = 1
    left join placed as second_found
        on second_found.customer_id = customer.customer_id and second_found.is_later and second_found.own_place = 1
    where (coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
            cast($department as varchar), cast($status as varchar), cast($tag as varchar),
            cast($without_status as varchar), cast($segment as varchar),
            cast($scope_departments as varchar), cast($scope_owner as varchar)) is null
       or customer.customer_id in (
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
        known_before, case when known_before = 'tier' then tier_before end as tier_before,
        known_after, case when known_after = 'tier' then tier_after end as tier_after,
        case when cast($listed as boolean) then customer_id end as listed_id,
        cast(count(*) as bigint) as customers
    from standing
    where (cast($known_before as varchar) is null or known_before = cast($known_before as varchar))
      and (cast($known_after as varchar) is null or known_after = cast($known_after as varchar))
      and (cast($tier_before as varchar) is null or tier_before = cast($tier_before as varchar))
      and (cast($tier_after as varchar) is null or tier_after = cast($tier_after as varchar))
    group by
        known_before, case when known_before = 'tier' then tier_before end,
        known_after, case when known_after = 'tier' then tier_after end,
        case when cast($listed as boolean) then customer_id end
)
select
    grouped.known_before, grouped.tier_before, grouped.known_after, grouped.tier_after,
    named.customer_no, named.name, named.phone, named.email, named.tier, named.store, named.status, named.balance,
    grouped.customers, since.kept_since
from grouped
cross join (select min(created_at) as kept_since from customer) as since
left join (
    select
        customer.customer_id, customer.customer_no, customer.name, customer.phone, customer.email,
        customer.tier, customer.store, customer.status, account.balance
    from customer
    join account on account.customer_id = customer.customer_id
    where cast($listed as boolean)
) as named on named.customer_id = grouped.listed_id
order by
    grouped.known_before, grouped.tier_before, grouped.known_after, grouped.tier_after, named.customer_no
limit $row_limit

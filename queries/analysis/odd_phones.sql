-- One row per customer who shares a phone with others, the most shared phones first.
-- $least_customers  int  only phones of as many customers, null = two
-- $row_limit    int  rows wanted, null = all
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
with seen as (
    select customer_id, customer_no, name, phone, tier, store, joined_on, status
    from customer
    where phone <> ''
      and merged_into is null
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
      and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || owner || chr(10)) > 0)
),
shared as (
    select phone, cast(count(*) as bigint) as sharing
    from seen
    group by phone
    having count(*) >= coalesce(cast($least_customers as bigint), 2)
)
select
    shared.sharing, seen.phone, seen.customer_no, seen.name, account.balance, seen.tier, seen.store,
    seen.joined_on, seen.status
from shared
join seen on seen.phone = shared.phone
join account on account.customer_id = seen.customer_id
order by shared.sharing desc nulls last, shared.phone, seen.customer_no
limit $row_limit

-- One row per customer with points, by internal number: all of a range are due on a day of the year.
-- since_at is null.
-- $rule_id        bigint   the rule, null = none: `spared` tells whom it leaves alone, and why
-- $came_after     date     where the day is over: who got points after it is left alone; null = it is that day
-- $balance_from   decimal  least balance, null = any
-- $balance_until  decimal  largest balance, null = any
-- $tier           text     customers of this tier today, null = all
-- $store          text     customers of this store today, null = all
-- $region         text     customers of this region today, null = all
-- $department     text     customers of this department today, null = all
-- $tag            text     customers with this word among their tags, null = all
-- $status         text     customers of this status today, null = all
-- $without_status  text    customers of none of these statuses today, separated by commas; null = all
-- $segment        bigint   customers in this segment (segment_id), null = all
-- $scope_departments  text  customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner    text     customers of these owners alone, written likewise; null = no such limit
select
    customer.customer_no, cast(null as timestamp) as since_at, account.balance, case
        when spared.customer_id is not null then 'given_back'
        when account.customer_id in (
            select customer_id from open_lot where occurred_at >= cast($came_after as date) + interval 1 day
        ) then 'came_since'
    end as spared
from account
join customer on customer.customer_id = account.customer_id
left join clearing_spared as spared
    on spared.customer_id = account.customer_id and spared.rule_id = cast($rule_id as bigint)
where customer.merged_into is null
  and account.lots > 0
  and (cast($balance_from as decimal(18, 2)) is null or account.balance >= cast($balance_from as decimal(18, 2)))
  and (cast($balance_until as decimal(18, 2)) is null or account.balance <= cast($balance_until as decimal(18, 2)))
  and (cast($tier as varchar) is null or customer.tier = cast($tier as varchar))
  and (cast($store as varchar) is null or customer.store = cast($store as varchar))
  and (cast($region as varchar) is null or customer.region = cast($region as varchar))
  and (cast($department as varchar) is null or customer.department = cast($department as varchar))
  and (cast($status as varchar) is null or customer.status = cast($status as varchar))
  and (cast($without_status as varchar) is null or customer.status is null
       or strpos(',' || lower(cast($without_status as varchar)) || ',', ',' || lower(customer.status) || ',') = 0)
  and (cast($segment as bigint) is null
       or customer.customer_id in (select customer_id from segment_customer where segment_id = cast($segment as bigint)))
  and (cast($tag as varchar) is null
       or strpos(',' || customer.tags || ',', ',' || cast($tag as varchar) || ',') > 0)
  and (cast($scope_departments as varchar) is null
       or strpos($scope_departments, chr(10) || customer.department || chr(10)) > 0)
  and (cast($scope_owner as varchar) is null
       or strpos($scope_owner, chr(10) || customer.owner || chr(10)) > 0)
order by account.customer_id

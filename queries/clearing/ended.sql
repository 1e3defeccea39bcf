-- One row per customer with points whose status has been one of some words since a day, by internal number.
-- since_at is when they got it, in UTC.
-- $rule_id        bigint   the rule, null = none: `spared` tells whom it leaves alone, and why
-- $statuses       text     words separated by commas; null = nobody is due
-- $ended_before   timestamp  who got the status before this instant, in UTC
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
    customer.customer_no, status_since.since_at as since_at, account.balance, case when spared.customer_id is not null then 'given_back' end as spared
from account
join customer on customer.customer_id = account.customer_id
left join clearing_spared as spared
    on spared.customer_id = account.customer_id and spared.rule_id = cast($rule_id as bigint)
join customer_status_since as status_since on status_since.customer_id = account.customer_id
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
  and customer.status is not null
  and strpos(',' || lower(cast($statuses as varchar)) || ',', ',' || lower(customer.status) || ',') > 0
  and status_since.since_at < cast($ended_before as timestamp)
order by account.customer_id

-- One row per customer with points who did nothing themselves since a day, by internal number.
-- Whoever was merged into somebody counts with them. since_at is what they did last, in the programme's local time.
-- $rule_id        bigint   the rule, null = none: `spared` tells whom it leaves alone, and why
-- $last_day       date     what was done on this day or before is long enough ago; null = nobody is due
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
with ours as (
    select entry.customer_id
    from point_entry as entry
    left join batch on batch.batch_id = entry.batch_id
    where entry.occurred_at >= cast($last_day as date) + interval 1 day
      and (entry.kind not in ('opening', 'earn', 'redeem', 'transfer_out') or batch.undone_by is not null)
),

-- Whoever has entries since, and none of them ours, did something: most customers need not be looked at further.
maybe as (
    select account.customer_id
    from account
    where account.lots > 0
      and (account.last_entry_at < cast($last_day as date) + interval 1 day
           or account.customer_id in (select customer_id from ours))
),

person as (
    select customer_id as heir_id, customer_id from maybe
    union all
    select merged_into as heir_id, customer_id from customer where merged_into in (select customer_id from maybe)
),

newest as (
    select person.heir_id, max(doing.did_at) as did_at
    from person
    join customer_doing as doing on doing.customer_id = person.customer_id
    group by person.heir_id
)

select
    customer.customer_no, coalesce(newest.did_at, account.first_entry_at) as since_at, account.balance,
    case when spared.customer_id is not null then 'given_back' end as spared
from maybe
join account on account.customer_id = maybe.customer_id
join customer on customer.customer_id = account.customer_id
left join clearing_spared as spared
    on spared.customer_id = account.customer_id and spared.rule_id = cast($rule_id as bigint)
left join newest on newest.heir_id = account.customer_id
where customer.merged_into is null
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
  and coalesce(newest.did_at, account.first_entry_at) < cast($last_day as date) + interval 1 day
order by account.customer_id

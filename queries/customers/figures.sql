-- One row: how many customers are found and what they hold together, for the filters of customers/search.
-- $text           text       part of a number, name, phone, e-mail, pinyin or initials; null or empty = all
-- $as_of          timestamp  the moment of available, pending, held, lapsed and expiring (within 30 days)
-- $balance_from   decimal    least balance, null = any
-- $balance_until  decimal    largest balance, null = any
-- $tier           text       customers of this tier today, null = all
-- $store          text       customers of this store today, null = all
-- $region         text       customers of this region today, null = all
-- $department     text       customers of this department today, null = all
-- $tag            text       customers with this word among their tags, null = all
-- $status         text       customers of this status today, null = all
-- $without_status  text       customers of none of these statuses today, separated by commas; null = all
-- $segment         bigint     customers in this segment (segment_id), null = all
-- $scope_departments  text       customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner    text       customers of these owners alone, written likewise; null = no such limit
with
-- Exactly the number comes first. Nobody is looked up unless a filter asks for it.
found as (
    select
        customer_id,
        case when replace(replace(lower(customer_no), ' ', ''), '-', '')
                = replace(replace(lower(trim(cast($text as varchar))), ' ', ''), '-', '')
            then 0 else 1 end as place
    from customer
    where (coalesce(trim(cast($text as varchar)), '') <> ''
           or coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
              cast($department as varchar), cast($status as varchar), cast($tag as varchar),
              cast($without_status as varchar), cast($segment as varchar),
              cast($scope_departments as varchar), cast($scope_owner as varchar)) is not null)
      and (coalesce(trim(cast($text as varchar)), '') = ''
           or search_text like '%' || replace(replace(lower(trim(cast($text as varchar))), ' ', ''), '-', '') || '%')
      and strpos(search_text, coalesce(replace(replace(lower(trim(cast($text as varchar))), ' ', ''), '-', ''), '')) > 0
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
matching as (
    select found.place, account.customer_id, account.balance, account.debt, account.last_entry_at
    from found
    join account on account.customer_id = found.customer_id
    union all
    select 1, customer_id, balance, debt, last_entry_at
    from account
    where coalesce(trim(cast($text as varchar)), '') = ''
      and coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
          cast($department as varchar), cast($status as varchar), cast($tag as varchar),
          cast($without_status as varchar), cast($segment as varchar),
          cast($scope_departments as varchar), cast($scope_owner as varchar)) is null
),
candidate as (
    select place, customer_id, balance, debt, last_entry_at
    from matching
    where (cast($balance_from as decimal(18, 2)) is null or balance >= cast($balance_from as decimal(18, 2)))
      and (cast($balance_until as decimal(18, 2)) is null or balance <= cast($balance_until as decimal(18, 2)))
),
-- The lots sorted once, 1 lapsed, 2 pending, 3 expiring, 4 later: five sums with a condition each cost twice as much.
lot_group as (
    select
        case
            when expires_at <= cast($as_of as timestamp) then 1
            when available_from > cast($as_of as timestamp) then 2
            when expires_at <= cast($as_of as timestamp) + interval 30 day then 3
            else 4
        end as state,
        cast(sum(remaining) - sum(held) as decimal(18, 2)) as points,
        cast(sum(held) as decimal(18, 2)) as held
    from open_lot
    where cast($as_of as timestamp) is not null
      and ((coalesce(trim(cast($text as varchar)), '') = ''
           and cast($balance_from as decimal(18, 2)) is null
           and cast($balance_until as decimal(18, 2)) is null
           and coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
               cast($department as varchar), cast($status as varchar), cast($tag as varchar),
               cast($without_status as varchar), cast($segment as varchar),
               cast($scope_departments as varchar), cast($scope_owner as varchar)) is null)
       or customer_id in (
           select customer_id from candidate
           where coalesce(trim(cast($text as varchar)), '') <> ''
              or cast($balance_from as decimal(18, 2)) is not null
              or cast($balance_until as decimal(18, 2)) is not null
              or coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
                 cast($department as varchar), cast($status as varchar), cast($tag as varchar),
                 cast($without_status as varchar), cast($segment as varchar),
                 cast($scope_departments as varchar), cast($scope_owner as varchar)) is not null))
    group by 1
),
lot as (
    select
        cast(sum(case when state in (3, 4) then points else 0 end) as decimal(18, 2)) as available,
        cast(sum(case when state = 2 then points else 0 end) as decimal(18, 2)) as pending,
        cast(sum(held) as decimal(18, 2)) as held,
        cast(sum(case when state = 1 then points else 0 end) as decimal(18, 2)) as lapsed,
        cast(sum(case when state = 3 then points else 0 end) as decimal(18, 2)) as expiring
    from lot_group
),
stand as (
    select
        cast(count(*) as bigint) as customers,
        cast(count(case when balance > 0 then 1 end) as bigint) as with_balance,
        cast(coalesce(sum(balance), 0) as decimal(18, 2)) as balance,
        cast(count(case when debt > 0 then 1 end) as bigint) as in_debt,
        cast(coalesce(sum(debt), 0) as decimal(18, 2)) as debt
    from candidate
)
select
    stand.customers, stand.with_balance, stand.balance,
    case when cast($as_of as timestamp) is not null
        then coalesce(lot.available, cast(0 as decimal(18, 2))) end as available,
    case when cast($as_of as timestamp) is not null
        then coalesce(lot.pending, cast(0 as decimal(18, 2))) end as pending,
    case when cast($as_of as timestamp) is not null
        then coalesce(lot.held, cast(0 as decimal(18, 2))) end as held,
    case when cast($as_of as timestamp) is not null
        then coalesce(lot.lapsed, cast(0 as decimal(18, 2))) end as lapsed,
    case when cast($as_of as timestamp) is not null
        then coalesce(lot.expiring, cast(0 as decimal(18, 2))) end as expiring,
    stand.in_debt, stand.debt
from stand
cross join lot

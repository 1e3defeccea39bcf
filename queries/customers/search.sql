-- One row per customer found: the one with exactly that number first, then by newest activity.
-- Case, spaces and hyphens do not matter. What depends on lots is told only when $as_of is given.
-- $text           text       part of a number, name, phone, e-mail, pinyin or initials; null or empty = all
-- $row_limit      int        rows wanted, null = all
-- $row_offset     int        rows to leave out before them, null = none
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
-- Ties with the last one wanted stay in until the customer number decides.
newest as (
    select place, customer_id, balance, debt, last_entry_at
    from candidate
    where coalesce(last_entry_at, timestamp '0001-01-01') >= (
        select min(moved_at)
        from (
            select coalesce(last_entry_at, timestamp '0001-01-01') as moved_at
            from candidate
            order by moved_at desc nulls last
            limit coalesce(cast($row_limit as bigint), 1000000000) + coalesce(cast($row_offset as bigint), 0)
        ) as wanted)
    union
    select place, customer_id, balance, debt, last_entry_at
    from candidate
    where place = 0
),
page as (
    select
        newest.place, newest.customer_id, newest.balance, newest.debt, newest.last_entry_at,
        customer.customer_no, customer.name, customer.phone, customer.email, customer.tier, customer.store,
        customer.region, customer.department, customer.status, customer.tags, customer.joined_on
    from newest
    join customer on customer.customer_id = newest.customer_id
    order by newest.place, newest.last_entry_at desc nulls last, customer.customer_no
    limit $row_limit offset coalesce(cast($row_offset as bigint), 0)
),
lot as (
    select
        customer_id,
        cast(sum(case when available_from <= cast($as_of as timestamp)
                  and coalesce(expires_at > cast($as_of as timestamp), true)
                 then remaining - held else 0 end) as decimal(18, 2)) as available,
        cast(sum(case when available_from > cast($as_of as timestamp)
                  and coalesce(expires_at > cast($as_of as timestamp), true)
                 then remaining - held else 0 end) as decimal(18, 2)) as pending,
        cast(sum(held) as decimal(18, 2)) as held,
        cast(sum(case when expires_at <= cast($as_of as timestamp)
                 then remaining - held else 0 end) as decimal(18, 2)) as lapsed,
        cast(sum(case when available_from <= cast($as_of as timestamp)
                  and expires_at > cast($as_of as timestamp)
                  and expires_at <= cast($as_of as timestamp) + interval 30 day
                 then remaining - held else 0 end) as decimal(18, 2)) as expiring
    from open_lot
    where cast($as_of as timestamp) is not null
      and customer_id in (select customer_id from page)
    group by customer_id
)
select
    page.customer_no, page.name, page.phone, page.tier, page.balance, page.last_entry_at as last_activity,
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
    page.debt, page.store, page.region, page.department, page.status, page.tags, page.email, page.joined_on
from page
left join lot on lot.customer_id = page.customer_id
order by page.place, page.last_entry_at desc nulls last, page.customer_no

-- One row per group of customers with the same three scores, or with $listed one row per customer in these groups.
-- A movement is an earn or a redeem in the period. Who has none has no scores and is still.
-- A score is 1 to 5 by four thresholds; what is equal has the same score, so that one may be empty. Thresholds that
-- are not given are those that cut the customers who moved into fifths: the least value that a fifth, two fifths …
-- of them do not exceed. Recency counts down: the fewest days have 5. Rows carry the thresholds that were used.
-- $since        date  first day of the period, null = from the beginning
-- $until        date  its last day and the day of observation
-- $money        text  what the third score is about: points (earned) or orders (their amount); null = points
-- $recency_1    int  days since the last movement, at most, for 5; null = by fifths, and so all four
-- $recency_2    int  for 4
-- $recency_3    int  for 3
-- $recency_4    int  for 2
-- $frequency_1  int  movements, at most, for 1; null = by fifths, and so all four
-- $frequency_2  int  for 2
-- $frequency_3  int  for 3
-- $frequency_4  int  for 4
-- $monetary_1   decimal  points or amount, at most, for 1; null = by fifths, and so all four
-- $monetary_2   decimal  for 2
-- $monetary_3   decimal  for 3
-- $monetary_4   decimal  for 4
-- $recency_from     int  groups from this score on, null = any, likewise the next five
-- $recency_until    int  up to this score
-- $frequency_from   int  from
-- $frequency_until  int  up to
-- $monetary_from    int  from
-- $monetary_until   int  up to
-- $is_still     bool  those alone without a movement, or with one; null = both
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
moved as (
    select
        entry.customer_id,
        cast(date_diff('day', cast(max(entry.occurred_at) as date), cast($until as date)) as integer) as recency,
        cast(count(*) as bigint) as frequency,
        cast(sum(case when entry.kind = 'earn' then entry.points else 0 end) as decimal(18, 2)) as earned
    from point_entry as entry
    where entry.kind in ('earn', 'redeem')
      and (cast($since as date) is null or entry.occurred_at >= cast($since as date))
      and entry.occurred_at < cast($until as date) + interval 1 day
      and (coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
            cast($department as varchar), cast($status as varchar), cast($tag as varchar),
            cast($without_status as varchar), cast($segment as varchar),
            cast($scope_departments as varchar), cast($scope_owner as varchar)) is null
       or entry.customer_id in (
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
    group by entry.customer_id
),
bought as (
    select customer_id, cast(sum(amount) as decimal(18, 2)) as amount
    from order_now
    where $money = 'orders'
      and (cast($since as date) is null or ordered_at >= cast($since as date))
      and ordered_at < cast($until as date) + interval 1 day
    group by customer_id
),
customer_value as (
    select
        moved.customer_id, moved.recency, moved.frequency,
        case when $money = 'orders' then coalesce(bought.amount, cast(0 as decimal(18, 2))) else moved.earned end as monetary
    from moved
    left join bought on bought.customer_id = moved.customer_id
),
ladder as (
    select 'recency' as measure, cast(recency as decimal(18, 2)) as value,
        cast(sum(count(*)) over (order by recency rows unbounded preceding) as bigint) as up_to
    from customer_value group by recency
    union all
    select 'frequency', cast(frequency as decimal(18, 2)),
        cast(sum(count(*)) over (order by frequency rows unbounded preceding) as bigint)
    from customer_value group by frequency
    union all
    select 'monetary', monetary,
        cast(sum(count(*)) over (order by monetary rows unbounded preceding) as bigint)
    from customer_value group by monetary
),
fifth as (
    select
        ladder.measure,
        min(case when ladder.up_to * 5 >= whole.customers then ladder.value end) as first,
        min(case when ladder.up_to * 5 >= whole.customers * 2 then ladder.value end) as second,
        min(case when ladder.up_to * 5 >= whole.customers * 3 then ladder.value end) as third,
        min(case when ladder.up_to * 5 >= whole.customers * 4 then ladder.value end) as fourth
    from ladder
    cross join (select count(*) as customers from customer_value) as whole
    group by ladder.measure
),
bound as (
    select
        coalesce(cast($recency_1 as integer), cast(max(case when measure = 'recency' then first end) as integer)) as recency_1,
        coalesce(cast($recency_2 as integer), cast(max(case when measure = 'recency' then second end) as integer)) as recency_2,
        coalesce(cast($recency_3 as integer), cast(max(case when measure = 'recency' then third end) as integer)) as recency_3,
        coalesce(cast($recency_4 as integer), cast(max(case when measure = 'recency' then fourth end) as integer)) as recency_4,
        coalesce(cast($frequency_1 as integer), cast(max(case when measure = 'frequency' then first end) as integer)) as frequency_1,
        coalesce(cast($frequency_2 as integer), cast(max(case when measure = 'frequency' then second end) as integer)) as frequency_2,
        coalesce(cast($frequency_3 as integer), cast(max(case when measure = 'frequency' then third end) as integer)) as frequency_3,
        coalesce(cast($frequency_4 as integer), cast(max(case when measure = 'frequency' then fourth end) as integer)) as frequency_4,
        coalesce(cast($monetary_1 as decimal(18, 2)), max(case when measure = 'monetary' then first end)) as monetary_1,
        coalesce(cast($monetary_2 as decimal(18, 2)), max(case when measure = 'monetary' then second end)) as monetary_2,
        coalesce(cast($monetary_3 as decimal(18, 2)), max(case when measure = 'monetary' then third end)) as monetary_3,
        coalesce(cast($monetary_4 as decimal(18, 2)), max(case when measure = 'monetary' then fourth end)) as monetary_4
    from fifth
),
scored as (
    select
        account.customer_id, customer_value.recency, customer_value.frequency, customer_value.monetary,
        case
            when customer_value.recency <= bound.recency_1 then 5
            when customer_value.recency <= bound.recency_2 then 4
            when customer_value.recency <= bound.recency_3 then 3
            when customer_value.recency <= bound.recency_4 then 2
            when customer_value.recency is not null then 1
        end as recency_score,
        case
            when customer_value.frequency <= bound.frequency_1 then 1
            when customer_value.frequency <= bound.frequency_2 then 2
            when customer_value.frequency <= bound.frequency_3 then 3
            when customer_value.frequency <= bound.frequency_4 then 4
            when customer_value.frequency is not null then 5
        end as frequency_score,
        case
            when customer_value.monetary <= bound.monetary_1 then 1
            when customer_value.monetary <= bound.monetary_2 then 2
            when customer_value.monetary <= bound.monetary_3 then 3
            when customer_value.monetary <= bound.monetary_4 then 4
            when customer_value.monetary is not null then 5
        end as monetary_score
    from account
    cross join bound
    left join customer_value on customer_value.customer_id = account.customer_id
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
        recency_score, frequency_score, monetary_score,
        case when cast($listed as boolean) then customer_id end as listed_id,
        cast(count(*) as bigint) as customers,
        min(recency) as recency,
        cast(sum(frequency) as bigint) as frequency,
        cast(sum(monetary) as decimal(18, 2)) as monetary
    from scored
    where (cast($recency_from as integer) is null or recency_score >= cast($recency_from as integer))
      and (cast($recency_until as integer) is null or recency_score <= cast($recency_until as integer))
      and (cast($frequency_from as integer) is null or frequency_score >= cast($frequency_from as integer))
      and (cast($frequency_until as integer) is null or frequency_score <= cast($frequency_until as integer))
      and (cast($monetary_from as integer) is null or monetary_score >= cast($monetary_from as integer))
      and (cast($monetary_until as integer) is null or monetary_score <= cast($monetary_until as integer))
      and (cast($is_still as boolean) is null or (recency_score is null) = cast($is_still as boolean))
    group by recency_score, frequency_score, monetary_score, case when cast($listed as boolean) then customer_id end
)
select
    grouped.recency_score, grouped.frequency_score, grouped.monetary_score,
    named.customer_no, named.name, named.phone, named.email, named.tier, named.store, named.status, named.balance,
    grouped.customers, grouped.recency, grouped.frequency, grouped.monetary,
    bound.recency_1, bound.recency_2, bound.recency_3, bound.recency_4,
    bound.frequency_1, bound.frequency_2, bound.frequency_3, bound.frequency_4,
    bound.monetary_1, bound.monetary_2, bound.monetary_3, bound.monetary_4
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
order by
    grouped.recency_score desc nulls last, grouped.frequency_score desc nulls last,
    grouped.monetary_score desc nulls last, grouped.monetary desc nulls last, named.customer_no
limit $row_limit

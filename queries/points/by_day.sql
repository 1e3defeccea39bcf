-- One row per day with entries: what the filters leave of in and out, and the true balance at its end.
-- $customer_no  text      whose entries, null = everybody's
-- $customer_id  int       the same customer by the inside number, which spares a search; null = by $customer_no
-- $since        date      first day, null = from the beginning
-- $until        date      last day, null = to the end
-- $kinds        text      kinds separated by commas, null = all
-- $reason       text      entries with this reason, null = all
-- $entry_store  text      entries of this store, null = all
-- $channel      text      entries of this channel, null = all
-- $campaign     text      entries of this campaign, null = all
-- $ref          text      entries with this outside number, null = all
-- $batch_id     int       entries of this import or batch, null = all
-- $entry_actor  text      entries of this operator, null = all
-- $tier         text      customers of this tier today, null = all
-- $store        text      customers of this store today, null = all
-- $region       text      customers of this region today, null = all
-- $department   text      customers of this department today, null = all
-- $tag          text      customers with this word among their tags, null = all
-- $status       text      customers of this status today, null = all
-- $without_status  text      customers of none of these statuses today, separated by commas; null = all
-- $segment         bigint    customers in this segment (segment_id), null = all
-- $scope_departments  text      customers of these departments alone, one a line between line ends; null = no such limit
-- $scope_owner  text      customers of these owners alone, written likewise; null = no such limit
with daily as (
    select
        cast(occurred_at as date) as day,
        cast(sum(points) as decimal(18, 2)) as net,
        cast(sum(case when points > 0 and (cast($kinds as varchar) is null
                     or strpos(',' || replace(cast($kinds as varchar), ' ', '') || ',',
                         ',' || cast(kind as varchar) || ',') > 0)
                and (cast($reason as varchar) is null or reason = cast($reason as varchar))
                and (cast($entry_store as varchar) is null or store = cast($entry_store as varchar))
                and (cast($channel as varchar) is null or channel = cast($channel as varchar))
                and (cast($campaign as varchar) is null or campaign = cast($campaign as varchar))
                and (cast($ref as varchar) is null or ref = cast($ref as varchar))
                and (cast($batch_id as integer) is null or batch_id = cast($batch_id as integer))
                and (cast($entry_actor as varchar) is null or actor = cast($entry_actor as varchar))
            then points else 0 end) as decimal(18, 2)) as points_in,
        cast(sum(case when points < 0 and (cast($kinds as varchar) is null
                     or strpos(',' || replace(cast($kinds as varchar), ' ', '') || ',',
                         ',' || cast(kind as varchar) || ',') > 0)
                and (cast($reason as varchar) is null or reason = cast($reason as varchar))
                and (cast($entry_store as varchar) is null or store = cast($entry_store as varchar))
                and (cast($channel as varchar) is null or channel = cast($channel as varchar))
                and (cast($campaign as varchar) is null or campaign = cast($campaign as varchar))
                and (cast($ref as varchar) is null or ref = cast($ref as varchar))
                and (cast($batch_id as integer) is null or batch_id = cast($batch_id as integer))
                and (cast($entry_actor as varchar) is null or actor = cast($entry_actor as varchar))
            then points else 0 end) as decimal(18, 2)) as points_out
    from point_entry
    where occurred_at < coalesce(cast($until as date), date '9999-01-01') + interval 1 day
      and (cast($customer_id as integer) is null or customer_id = cast($customer_id as integer))
      and (cast($customer_no as varchar) is null or cast($customer_id as integer) is not null
           or customer_id in (select customer_id from customer where customer_no = $customer_no))
      and (coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
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
    group by 1
),
closed as (
    select
        day, points_in, points_out,
        cast(sum(net) over (order by day nulls last rows unbounded preceding) as decimal(18, 2)) as balance
    from daily
)
select day, points_in, points_out, balance
from closed
where day >= coalesce(cast($since as date), date '0001-01-01')
order by day

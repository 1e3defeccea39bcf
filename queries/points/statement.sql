-- One row per entry, newest first in business time, with the balance of its customer after it.
-- The balance is the true one whatever is filtered out.
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
-- $row_limit    int       rows wanted, null = all
-- $row_offset   int       rows to leave out before them, null = none
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
-- Two ways to the page, of which one is empty: without a search for customers the newest entries are found at once.
with page as (
    select
        entry_id, customer_id, occurred_at, cast(kind as varchar) as kind, points, reason, ref, batch_id, actor,
        store, channel, campaign, source, expires_at, short, reverses_entry_id, recorded_at
    from (
        (select
            entry_id, customer_id, occurred_at, kind, points, reason, ref, batch_id, actor,
            store, channel, campaign, source, expires_at, short, reverses_entry_id, recorded_at
        from point_entry
        where (cast($customer_id as integer) is not null or cast($customer_no as varchar) is null)
          and coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
              cast($department as varchar), cast($status as varchar), cast($tag as varchar),
              cast($without_status as varchar), cast($segment as varchar),
              cast($scope_departments as varchar), cast($scope_owner as varchar)) is null
          and (cast($customer_id as integer) is null or customer_id = cast($customer_id as integer))
          and occurred_at >= coalesce(cast($since as date), date '0001-01-01')
          and occurred_at < coalesce(cast($until as date), date '9999-01-01') + interval 1 day
          and (cast($kinds as varchar) is null
               or strpos(',' || replace(cast($kinds as varchar), ' ', '') || ',',
                         ',' || cast(kind as varchar) || ',') > 0)
          and (cast($reason as varchar) is null or reason = cast($reason as varchar))
          and (cast($entry_store as varchar) is null or store = cast($entry_store as varchar))
          and (cast($channel as varchar) is null or channel = cast($channel as varchar))
          and (cast($campaign as varchar) is null or campaign = cast($campaign as varchar))
          and (cast($ref as varchar) is null or ref = cast($ref as varchar))
          and (cast($batch_id as integer) is null or batch_id = cast($batch_id as integer))
          and (cast($entry_actor as varchar) is null or actor = cast($entry_actor as varchar))
        order by occurred_at desc nulls last, entry_id desc nulls last
        limit cast($row_limit as bigint) + coalesce(cast($row_offset as bigint), 0))
        union all
        (select
            entry_id, customer_id, occurred_at, kind, points, reason, ref, batch_id, actor,
            store, channel, campaign, source, expires_at, short, reverses_entry_id, recorded_at
        from point_entry
        where ((cast($customer_id as integer) is null and cast($customer_no as varchar) is not null)
               or coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
                  cast($department as varchar), cast($status as varchar), cast($tag as varchar),
                  cast($without_status as varchar), cast($segment as varchar),
                  cast($scope_departments as varchar), cast($scope_owner as varchar)) is not null)
          and (cast($customer_id as integer) is null or customer_id = cast($customer_id as integer))
          and customer_id in (
              select customer_id from customer
              where (cast($customer_no as varchar) is null or customer_no = cast($customer_no as varchar))
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
                and (cast($scope_owner as varchar) is null or strpos($scope_owner, chr(10) || owner || chr(10)) > 0))
          and occurred_at >= coalesce(cast($since as date), date '0001-01-01')
          and occurred_at < coalesce(cast($until as date), date '9999-01-01') + interval 1 day
          and (cast($kinds as varchar) is null
               or strpos(',' || replace(cast($kinds as varchar), ' ', '') || ',',
                         ',' || cast(kind as varchar) || ',') > 0)
          and (cast($reason as varchar) is null or reason = cast($reason as varchar))
          and (cast($entry_store as varchar) is null or store = cast($entry_store as varchar))
          and (cast($channel as varchar) is null or channel = cast($channel as varchar))
          and (cast($campaign as varchar) is null or campaign = cast($campaign as varchar))
          and (cast($ref as varchar) is null or ref = cast($ref as varchar))
          and (cast($batch_id as integer) is null or batch_id = cast($batch_id as integer))
          and (cast($entry_actor as varchar) is null or actor = cast($entry_actor as varchar))
        order by occurred_at desc nulls last, entry_id desc nulls last
        limit cast($row_limit as bigint) + coalesce(cast($row_offset as bigint), 0))
    ) as found
    order by occurred_at desc nulls last, entry_id desc nulls last
    limit $row_limit offset coalesce(cast($row_offset as bigint), 0)
),
-- Of each customer, the stretch of time that the page shows.
span as (
    select customer_id, min(occurred_at) as oldest, max(occurred_at) as newest
    from page
    group by customer_id
),
-- The balance after an entry is today's less all that came later: after the stretch, where anything can have,
after_span as (
    select entry.customer_id, cast(sum(entry.points) as decimal(18, 2)) as points
    from point_entry as entry
    join span on span.customer_id = entry.customer_id
    where coalesce(cast($kinds as varchar), cast($reason as varchar), cast($entry_store as varchar),
          cast($channel as varchar), cast($campaign as varchar), cast($ref as varchar), cast($entry_actor as varchar), cast($batch_id as varchar),
          cast($until as varchar), cast(nullif(cast($row_offset as bigint), 0) as varchar)) is not null
      and (cast($customer_id as integer) is null or entry.customer_id = cast($customer_id as integer))
      and entry.occurred_at > span.newest
    group by entry.customer_id
),
-- and within it, which the page itself shows in full unless a filter left entries out.
stretch as (
    select entry_id, customer_id, occurred_at, points
    from page
    where coalesce(cast($kinds as varchar), cast($reason as varchar), cast($entry_store as varchar),
          cast($channel as varchar), cast($campaign as varchar), cast($ref as varchar), cast($entry_actor as varchar), cast($batch_id as varchar)) is null
      and coalesce(cast($row_offset as bigint), 0) = 0
    union all
    select entry.entry_id, entry.customer_id, entry.occurred_at, entry.points
    from point_entry as entry
    join span on span.customer_id = entry.customer_id
    where coalesce(cast($kinds as varchar), cast($reason as varchar), cast($entry_store as varchar),
          cast($channel as varchar), cast($campaign as varchar), cast($ref as varchar), cast($entry_actor as varchar), cast($batch_id as varchar),
          cast(nullif(cast($row_offset as bigint), 0) as varchar)) is not null
      and (cast($customer_id as integer) is null or entry.customer_id = cast($customer_id as integer))
      and entry.occurred_at >= span.oldest
      and entry.occurred_at <= span.newest
),
within_span as (
    select
        entry_id,
        cast(coalesce(sum(points) over (
            partition by customer_id order by occurred_at desc nulls last, entry_id desc nulls last
            rows between unbounded preceding and 1 preceding), 0) as decimal(18, 2)) as points
    from stretch
)
select
    page.entry_id, page.occurred_at, page.kind, page.points,
    cast(account.balance - coalesce(after_span.points, 0) - within_span.points as decimal(18, 2)) as balance_after,
    page.reason, page.ref, nullif(entry_note.note, '') as note, page.batch_id, page.actor,
    customer.customer_no, customer.name, page.store, page.channel, page.campaign, page.source, page.expires_at,
    page.short, page.reverses_entry_id, page.recorded_at, entry_note.for_customer as customer_note,
    late_entry.business_at
from page
join within_span on within_span.entry_id = page.entry_id
join account on account.customer_id = page.customer_id
join customer on customer.customer_id = page.customer_id
left join after_span on after_span.customer_id = page.customer_id
left join entry_note on entry_note.entry_id = page.entry_id
left join late_entry on late_entry.entry_id = page.entry_id
order by page.occurred_at desc nulls last, page.entry_id desc nulls last

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
-- $row_limit    int       rows wanted, null = all
-- $row_offset   int       rows to leave out before them, null = none
-- $tier         text      customers of this tier today, null = all
-- $store        text      customers of this store today, null = all
-- $region       text      customers of this region today, null = all
-- $department   text      customers of this department today, null = all
-- $tag          text      customers with this word among their tags, null = all
-- $status       text      customers of this status today, null = all
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
              cast($department as varchar), cast($status as varchar), cast($tag as varchar)) is null
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
        order by occurred_at desc nulls last, entry_id desc nulls last
        limit cast($row_limit as bigint) + coalesce(cast($row_offset as bigint), 0))
        union all
        (select
            entry_id, customer_id, occurred_at, kind, points, reason, ref, batch_id, actor,
            store, channel, campaign, source, expires_at, short, reverses_entry_id, recorded_at
        from point_entry
        where ((cast($customer_id as integer) is null and cast($customer_no as varchar) is not null)
               or coalesce(cast($tier as varchar), cast($store as varchar), cast($region as varchar),
                  cast($department as varchar), cast($status as varchar), cast($tag as varchar)) is not null)
          and (cast($customer_id as integer) is null or customer_id = cast($customer_id as integer))
          and customer_id in (
              select customer_id from customer
              where (cast($customer_no as varchar) is null or customer_no = cast($customer_no as varchar))
                and (cast($tier as varchar) is null or tier = cast($tier as varchar))
                and (cast($store as varchar) is null or store = cast($store as varchar))
                and (cast($region as varchar) is null or region = cast($region as varchar))
                and (cast($department as varchar) is null or department = cast($department as varchar))
                and (cast($status as varchar) is null or status = cast($status as varchar))
                and (cast($tag as varchar) is null
                     or strpos(',' || tags || ',', ',' || cast($tag as varchar) || ',') > 0))
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
        order by occurred_at desc nulls last, entry_id desc nulls last
        limit cast($row_limit as bigint) + coalesce(cast($row_offset as bigint), 0))
    ) as found
    order by occurred_at desc nulls last, entry_id desc nulls last
    limit $row_limit offset coalesce(cast($row_offset as bigint), 0)
),
-- Of the customers on the page: what came after the last day asked for.
after_until as (
    select customer_id, cast(sum(points) as decimal(18, 2)) as points
    from point_entry
    where cast($until as date) is not null
      and occurred_at >= cast($until as date) + interval 1 day
      and (cast($customer_id as integer) is null or customer_id = cast($customer_id as integer))
      and customer_id in (select customer_id from page)
    group by customer_id
),
-- Where the page has gaps, the rest is added up by day, and entry by entry only on the days of the page.
daily as (
    select
        customer_id, day,
        cast(coalesce(sum(points) over (
            partition by customer_id order by day desc nulls last
            rows between unbounded preceding and 1 preceding), 0) as decimal(18, 2)) as later
    from (
        select customer_id, cast(occurred_at as date) as day, cast(sum(points) as decimal(18, 2)) as points
        from point_entry
        where coalesce(cast($kinds as varchar), cast($reason as varchar), cast($entry_store as varchar),
          cast($channel as varchar),
          cast($campaign as varchar), cast($ref as varchar), cast($batch_id as varchar),
          cast(nullif(cast($row_offset as bigint), 0) as varchar)) is not null
          and occurred_at < coalesce(cast($until as date), date '9999-01-01') + interval 1 day
          and (cast($customer_id as integer) is null or customer_id = cast($customer_id as integer))
          and customer_id in (select customer_id from page)
        group by customer_id, cast(occurred_at as date)
    ) as by_day
),
within as (
    select
        entry.entry_id, entry.customer_id, cast(entry.occurred_at as date) as day,
        cast(coalesce(sum(entry.points) over (
            partition by entry.customer_id, cast(entry.occurred_at as date)
            order by entry.occurred_at desc nulls last, entry.entry_id desc nulls last
            rows between unbounded preceding and 1 preceding), 0) as decimal(18, 2)) as later
    from point_entry as entry
    join (select distinct customer_id, cast(occurred_at as date) as day from page) as shown
        on shown.customer_id = entry.customer_id
        and shown.day = cast(entry.occurred_at as date)
    where coalesce(cast($kinds as varchar), cast($reason as varchar), cast($entry_store as varchar),
          cast($channel as varchar),
          cast($campaign as varchar), cast($ref as varchar), cast($batch_id as varchar),
          cast(nullif(cast($row_offset as bigint), 0) as varchar)) is not null
      and (cast($customer_id as integer) is null or entry.customer_id = cast($customer_id as integer))
),
later as (
    select
        entry_id,
        cast(coalesce(sum(points) over (
            partition by customer_id order by occurred_at desc nulls last, entry_id desc nulls last
            rows between unbounded preceding and 1 preceding), 0) as decimal(18, 2)) as points
    from page
    where coalesce(cast($kinds as varchar), cast($reason as varchar), cast($entry_store as varchar),
          cast($channel as varchar),
          cast($campaign as varchar), cast($ref as varchar), cast($batch_id as varchar),
          cast(nullif(cast($row_offset as bigint), 0) as varchar)) is null
    union all
    select within.entry_id, cast(within.later + daily.later as decimal(18, 2))
    from within
    join daily on daily.customer_id = within.customer_id and daily.day = within.day
)
select
    page.entry_id, page.occurred_at, page.kind, page.points,
    cast(account.balance - coalesce(after_until.points, 0) - later.points as decimal(18, 2)) as balance_after,
    page.reason, page.ref, entry_note.note, page.batch_id, page.actor,
    customer.customer_no, customer.name, page.store, page.channel, page.campaign, page.source, page.expires_at,
    page.short, page.reverses_entry_id, page.recorded_at
from page
join later on later.entry_id = page.entry_id
join account on account.customer_id = page.customer_id
join customer on customer.customer_id = page.customer_id
left join after_until on after_until.customer_id = page.customer_id
left join entry_note on entry_note.entry_id = page.entry_id
order by page.occurred_at desc nulls last, page.entry_id desc nulls last

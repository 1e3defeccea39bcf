-- Closed months whose figures, counted anew from the entries, are no longer those kept; and what else of them is broken.
with closed as (
    select close_id, month from month_closed
),

of_customer as (
    select
        customer_id, cast(date_trunc('month', occurred_at) as date) as month,
        cast(sum(points) as decimal(38, 2)) as points, cast(count(*) as bigint) as entries
    from point_entry
    where occurred_at < (select max(month) + interval 1 month from closed)
    group by customer_id, cast(date_trunc('month', occurred_at) as date)
),

running as (
    select
        month, points, entries,
        cast(sum(points) over (partition by customer_id order by month rows unbounded preceding) as decimal(38, 2)) as held,
        row_number() over (partition by customer_id order by month) as place
    from of_customer
),

of_month as (
    select
        month,
        cast(sum(points) as decimal(38, 2)) as points,
        cast(sum(entries) as bigint) as entries,
        cast(count(*) as bigint) as active,
        cast(count(case when place = 1 then 1 end) as bigint) as new,
        -- Whoever comes to hold points, less whoever comes to hold none.
        cast(sum(case when held > 0 then 1 else 0 end - case when held - points > 0 then 1 else 0 end) as bigint)
        as holders
    from running
    group by month
),

ends as (
    select
        closed.close_id,
        coalesce(cast(sum(case when of_month.month < closed.month then of_month.points end) as decimal(38, 2)), 0) as opening,
        coalesce(cast(sum(of_month.points) as decimal(38, 2)), 0) as closing,
        coalesce(cast(sum(case when of_month.month < closed.month then of_month.entries end) as bigint), 0) as entries_before,
        coalesce(cast(sum(of_month.entries) as bigint), 0) as entries,
        coalesce(cast(sum(case when of_month.month < closed.month then of_month.holders end) as bigint), 0) as holders_before,
        coalesce(cast(sum(of_month.holders) as bigint), 0) as holders,
        coalesce(cast(sum(case when of_month.month = closed.month then of_month.active end) as bigint), 0) as active,
        coalesce(cast(sum(case when of_month.month = closed.month then of_month.new end) as bigint), 0) as new
    from closed
    left join of_month on of_month.month <= closed.month
    group by closed.close_id
),

counted as (
    select close_id, 'start' as line, opening as points, entries_before as entries, holders_before as customers from ends
    union all
    select close_id, 'end' as line, closing as points, entries, holders as customers from ends
    union all
    select close_id, 'active' as line, closing - opening as points, entries - entries_before as entries, active as customers
    from ends
    union all
    select close_id, 'new' as line, 0 as points, 0 as entries, new as customers from ends
    union all
    select
        closed.close_id, cast(point_entry.kind as varchar) as line,
        cast(sum(point_entry.points) as decimal(38, 2)) as points, cast(count(*) as bigint) as entries,
        cast(count(distinct point_entry.customer_id) as bigint) as customers
    from closed
    join point_entry on cast(date_trunc('month', point_entry.occurred_at) as date) = closed.month
    group by closed.close_id, point_entry.kind
),

kept as (
    select month_line.close_id, month_line.line, month_line.points, month_line.entries, month_line.customers
    from month_line
    join closed on closed.close_id = month_line.close_id
),

checked as (
    select
        'closed_month' as rule,
        concat(cast(closed.month as varchar), ' ', coalesce(kept.line, counted.line)) as place,
        concat(coalesce(kept.points, 0.00), ', ', coalesce(kept.entries, 0), ', ', coalesce(kept.customers, 0)) as expected,
        concat(
            cast(coalesce(counted.points, 0) as decimal(18, 2)), ', ', coalesce(counted.entries, 0), ', ',
            coalesce(counted.customers, 0)
        ) as found
    from kept
    full outer join counted on counted.close_id = kept.close_id and counted.line = kept.line
    join closed on closed.close_id = coalesce(kept.close_id, counted.close_id)
    union all
    select
        'closed_until' as rule, 'book_state' as place,
        cast(max(cast(closed.month + interval 1 month as timestamp)) as varchar) as expected,
        cast(max(book_state.closed_until) as varchar) as found
    from book_state
    left join closed on true
    union all
    select
        'late_entry' as rule, concat('entry ', late_entry.entry_id) as place, 'an entry of a later date' as expected,
        coalesce(cast(point_entry.occurred_at as varchar), 'none') as found
    from late_entry
    left join point_entry on point_entry.entry_id = late_entry.entry_id
    where point_entry.entry_id is null
       or point_entry.occurred_at <= late_entry.business_at
    union all
    select
        'record_checksum' as rule, concat('late entry ', entry_id) as place,
        cast(late_entry_checksum(entry_id, business_at, link_id) as varchar) as expected,
        cast(checksum as varchar) as found
    from late_entry
    union all
    select
        'record_checksum' as rule, concat('closing ', close_id) as place,
        cast(month_close_checksum(close_id, month, closed_at, actor, link_id) as varchar) as expected,
        cast(checksum as varchar) as found
    from month_close
    union all
    select
        'record_checksum' as rule, concat('closing ', close_id, ' ', line) as place,
        cast(month_line_checksum(close_id, place, line, points, entries, customers, link_id) as varchar) as expected,
        cast(checksum as varchar) as found
    from month_line
    union all
    select
        'record_checksum' as rule, concat('reopening ', close_id) as place,
        cast(month_reopening_checksum(close_id, reopened_at, actor, reason, link_id) as varchar) as expected,
        cast(checksum as varchar) as found
    from month_reopening
)

select rule, place, expected, found
from checked
where expected is distinct from found
order by rule, place
limit 5

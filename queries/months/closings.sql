-- One row per closing of a month, the newest first, with who took it back and why, where somebody did.
select
    month_close.close_id, month_close.month, month_close.closed_at, month_close.actor,
    month_reopening.reopened_at, month_reopening.actor as reopened_by, month_reopening.reason,
    cast(max(case when month_line.line = 'start' then month_line.points end) as decimal(18, 2)) as opening,
    cast(max(case when month_line.line = 'end' then month_line.points end) as decimal(18, 2)) as closing,
    cast(max(case when month_line.line = 'active' then month_line.entries end) as bigint) as entries,
    cast(max(case when month_line.line = 'active' then month_line.customers end) as bigint) as active_customers
from month_close
left join month_line on month_line.close_id = month_close.close_id
left join month_reopening on month_reopening.close_id = month_close.close_id
group by
    month_close.close_id, month_close.month, month_close.closed_at, month_close.actor,
    month_reopening.reopened_at, month_reopening.actor, month_reopening.reason
order by month_close.close_id desc

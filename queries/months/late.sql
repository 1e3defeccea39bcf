-- How many entries came too late for the months before an instant, by the month that they were said to have.
-- $until  timestamp  the first instant that is open
select
    cast(date_trunc('month', late_entry.business_at) as date) as month, cast(count(*) as bigint) as entries,
    cast(sum(point_entry.points) as decimal(18, 2)) as points
from late_entry
join point_entry on point_entry.entry_id = late_entry.entry_id
where cast($until as timestamp) is null
   or late_entry.business_at < cast($until as timestamp)
group by month
order by month desc

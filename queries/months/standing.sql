-- The closings that stand, the newest first.
select close_id, month, closed_at, actor
from month_closed
order by month desc

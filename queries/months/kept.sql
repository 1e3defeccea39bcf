-- One row per line of the figures that a closing has kept, as they were.
-- $close_id  int  which
select place, line, points, entries, customers
from month_line
where close_id = cast($close_id as integer)
order by place

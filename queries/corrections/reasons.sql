-- One row per reason offered for a way of changing points, in the order in which they are offered.
-- $way  text  the way, null = all
select reason_id, way, reason, is_open
from reason_choice
where cast($way as varchar) is null or way = cast($way as varchar)
order by reason_id

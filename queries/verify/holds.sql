-- Holds with less than nothing left in a lot, or that never held what they say.
select
    'hold_within_bounds' as rule, concat('hold ', hold_id) as place, '0 or more' as expected,
    cast(sum(points) as varchar) as found
from hold_entry
group by hold_id, lot_entry_id
having cast(sum(points) as decimal(38, 2)) < 0
order by hold_id
limit 5

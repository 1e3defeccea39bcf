-- Entries made by hand without a reason.
select
    'manual_has_reason' as rule, concat('entry ', entry_id) as place, 'a reason' as expected,
    'none' as found
from point_entry
where source = 'manual'
  and reason is null
order by entry_id
limit 5

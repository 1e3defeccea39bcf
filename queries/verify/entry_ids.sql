-- Entries that share an id.
select
    'entry_ids_unique' as rule, concat('entry ', entry_id) as place, '1' as expected,
    cast(count(*) as varchar) as found
from point_entry
group by entry_id
having count(*) > 1
order by entry_id
limit 5

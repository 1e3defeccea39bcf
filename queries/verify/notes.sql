-- Notes that are not the ones their entries were posted with; erased ones are no trouble.
select
    'note_as_posted' as rule, concat('entry ', entry_note.entry_id) as place,
    cast(point_entry.note_digest as varchar) as expected,
    cast(md5_number_lower(entry_note.note) as varchar) as found
from entry_note
left join point_entry on point_entry.entry_id = entry_note.entry_id
where point_entry.note_digest is distinct from md5_number_lower(entry_note.note)
order by entry_note.entry_id
limit 5

-- Notes that are not the ones their entries were posted with; erased ones are no trouble.
with kept as (
    select
        entry_id,
        md5_number_lower(
            case when for_customer is null then note else concat(note, chr(31), for_customer) end
        ) as digest
    from entry_note
)

select
    'note_as_posted' as rule, concat('entry ', kept.entry_id) as place,
    cast(point_entry.note_digest as varchar) as expected, cast(kept.digest as varchar) as found
from kept
left join point_entry on point_entry.entry_id = kept.entry_id
where point_entry.note_digest is distinct from kept.digest
order by kept.entry_id
limit 5

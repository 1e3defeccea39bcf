-- The first entry that has again, under the same exactly-once key, what an import took back; null = none.
-- $batch_id  int  the import
select min(again.entry_id) as entry_id
from replaced_entry
join point_entry as taken on taken.entry_id = replaced_entry.entry_id
join point_entry as again
    on again.key_hash = taken.key_hash
    and again.source = taken.source
    and again.kind = taken.kind
    and again.line = taken.line
    and again.ref is not distinct from taken.ref
left join late_entry as late_taken on late_taken.entry_id = taken.entry_id
left join late_entry as late_again on late_again.entry_id = again.entry_id
left join batch on batch.batch_id = again.batch_id
where replaced_entry.batch_id = $batch_id
  and again.entry_id <> taken.entry_id
  and (
      taken.ref is not null
      or (
          again.customer_id = taken.customer_id
          and coalesce(late_again.business_at, again.occurred_at) = coalesce(late_taken.business_at, taken.occurred_at)
          and again.requested = taken.requested
      )
  )
  and coalesce(again.batch_id <> $batch_id, true)
  and batch.undone_by is null
  and again.entry_id not in (select entry_id from resting_entry)

-- The entry posted under an outside number, unless its batch was undone or a later file replaced it.
-- $key_hash  int   digest of the key
-- $source    text  of the key
-- $ref       text  of the key
-- $kind      text  of the key
select
    point_entry.entry_id, customer.customer_no, point_entry.requested,
    coalesce(late_entry.business_at, point_entry.occurred_at) as occurred_at, point_entry.reverses_entry_id,
    point_entry.batch_id
from point_entry
join customer on customer.customer_id = point_entry.customer_id
left join late_entry on late_entry.entry_id = point_entry.entry_id
left join batch on batch.batch_id = point_entry.batch_id
where point_entry.key_hash = cast($key_hash as ubigint)
  and point_entry.source = $source
  and point_entry.ref = $ref
  and point_entry.kind = $kind
  and batch.undone_by is null
  and point_entry.entry_id not in (select entry_id from resting_entry)
order by point_entry.entry_id
limit 1

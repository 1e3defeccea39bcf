-- The entries of one command that was posted under an outside number, as its receipt.
-- $source    text  of the key
-- $ref       text  of the key
-- $first     int   its first entry
-- $kinds     text  its kinds, separated by commas
-- $batch_id  int  the batch whose entries are all of the command, null = there is none
select
    point_entry.entry_id, cast(point_entry.kind as varchar) as kind, customer.customer_no,
    cast(point_entry.points as varchar) as points,
    cast(point_entry.requested as varchar) as requested,
    cast(point_entry.short as varchar) as short, point_entry.occurred_at,
    cast(account.balance as varchar) as balance
from point_entry
join customer on customer.customer_id = point_entry.customer_id
join account on account.customer_id = point_entry.customer_id
where point_entry.entry_id >= $first
  and (
      point_entry.batch_id = cast($batch_id as integer)
      or (
          point_entry.source = $source
          and point_entry.ref = $ref
          and strpos(concat(',', $kinds, ','), concat(',', cast(point_entry.kind as varchar), ',')) > 0
      )
  )
order by point_entry.entry_id

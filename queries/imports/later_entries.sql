-- One row per kind of entries that were posted after a batch and hang on it.
-- These are expiries of its lots, and reversals of its entries, however deep.
-- $batch_id  int  the batch
with recursive later as (
    select expiry.entry_id
    from point_entry as opener
    join lot_entry on lot_entry.lot_entry_id = opener.entry_id
    join point_entry as expiry on expiry.entry_id = lot_entry.entry_id
    where opener.batch_id = $batch_id
      and expiry.kind = 'expire'
      and (expiry.batch_id is null or expiry.batch_id <> $batch_id)
    union
    select reversal.entry_id
    from point_entry as original
    join point_entry as reversal on reversal.reverses_entry_id = original.entry_id
    where original.batch_id = $batch_id
    union
    select reversal.entry_id
    from later
    join point_entry as reversal on reversal.reverses_entry_id = later.entry_id
)

select
    cast(entry.kind as varchar) as kind,
    count(*) as entries,
    count(distinct entry.customer_id) as customers
from later
join point_entry as entry on entry.entry_id = later.entry_id
group by entry.kind
order by kind

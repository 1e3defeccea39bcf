-- The entries that standing imports posted of some sources within a period and that a file has no more.
-- With what is left of each after earlier reversals, signed, in hundredths.
-- Entries of redemptions belong to a file of their own and stay.
-- $sources  text       path of the sources
-- $kept     text       path of the ids of entries that the file has
-- $since    timestamp  from this instant on
-- $until    timestamp  before this instant
with recursive gone as materialized (
    select
        point_entry.entry_id, point_entry.customer_id, point_entry.points,
        coalesce(late_entry.business_at, point_entry.occurred_at) as occurred_at
    from point_entry
    join batch on batch.batch_id = point_entry.batch_id
    left join late_entry on late_entry.entry_id = point_entry.entry_id
    where coalesce(late_entry.business_at, point_entry.occurred_at) >= $since
      and coalesce(late_entry.business_at, point_entry.occurred_at) < $until
      and point_entry.source in (select source from read_parquet($sources))
      and point_entry.key_hash is not null
      and batch.kind = 'import'
      and batch.import_kind = 'points'
      and point_entry.entry_id not in (select entry_id from redemption_now where entry_id is not null)
      and batch.undone_by is null
      and point_entry.reverses_entry_id is null
      and point_entry.entry_id not in (select entry_id from read_parquet($kept))
      and point_entry.entry_id not in (select entry_id from resting_entry)
),

reversal as materialized (
    select entry_id, reverses_entry_id, points
    from point_entry
    where reverses_entry_id is not null
),

descendant as (
    select gone.entry_id as root_id, reversal.entry_id, reversal.points
    from gone
    join reversal on reversal.reverses_entry_id = gone.entry_id
    union all
    select descendant.root_id, reversal.entry_id, reversal.points
    from descendant
    join reversal on reversal.reverses_entry_id = descendant.entry_id
),

reversed as (
    select root_id, sum(points) as points
    from descendant
    group by root_id
)

select
    gone.entry_id, customer.customer_no, gone.occurred_at,
    cast((gone.points + coalesce(reversed.points, 0)) * 100 as bigint) as left
from gone
join customer on customer.customer_id = gone.customer_id
left join reversed on reversed.root_id = gone.entry_id
order by gone.entry_id

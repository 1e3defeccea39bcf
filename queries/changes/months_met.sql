-- By month, the entries that standing imports posted of some sources, and how many of them a file has too.
-- Entries of redemptions belong to a file of their own: they count only where the file has them.
-- $sources  text       path of the sources
-- $kept     text       path of the ids of entries that the file has
-- $since    timestamp  from this instant on
-- $until    timestamp  before this instant
select
    cast(date_trunc('month', coalesce(late_entry.business_at, point_entry.occurred_at)) as date) as month,
    count(*) as book_rows, cast(sum(point_entry.points) as decimal(18, 2)) as book_points,
    count(kept.entry_id) as same_rows
from point_entry
join batch on batch.batch_id = point_entry.batch_id
left join late_entry on late_entry.entry_id = point_entry.entry_id
left join read_parquet($kept) as kept on kept.entry_id = point_entry.entry_id
where coalesce(late_entry.business_at, point_entry.occurred_at) >= $since
  and coalesce(late_entry.business_at, point_entry.occurred_at) < $until
  and point_entry.source in (select source from read_parquet($sources))
  and point_entry.key_hash is not null
  and batch.kind = 'import'
  and batch.undone_by is null
  and point_entry.reverses_entry_id is null
  and point_entry.entry_id not in (select entry_id from resting_entry)
  and (
      kept.entry_id is not null
      or (
          batch.import_kind = 'points'
          and point_entry.entry_id not in (select entry_id from redemption_now where entry_id is not null)
      )
  )
group by month
order by month

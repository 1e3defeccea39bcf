-- Staged entries as lots, whether open or not.
-- $staged  text  path of the entries' ids
select customer_id, entry_id, occurred_at, available_from, expires_at
from point_entry
where entry_id in (select entry_id from read_parquet($staged))

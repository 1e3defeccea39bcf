-- Forgets lots that are used up.
-- $staged  text  path of their ids
delete from open_lot where lot_entry_id in (select id from read_parquet($staged))

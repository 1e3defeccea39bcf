-- Forgets the open lots that changed.
-- $staged  text  path of their ids
delete from open_lot where lot_entry_id in (select id from read_parquet($staged))

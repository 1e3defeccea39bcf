-- Takes away the notes of staged customers' entries; their digests stay in the entries.
-- $staged  text  path of the customers
delete from entry_note
where entry_id in (
    select entry_id from point_entry where customer_id in (select customer_id from read_parquet($staged)))

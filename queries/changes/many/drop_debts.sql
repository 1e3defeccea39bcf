-- Forgets debts that are paid.
-- $staged  text  path of their ids
delete from open_debt where debt_entry_id in (select id from read_parquet($staged))

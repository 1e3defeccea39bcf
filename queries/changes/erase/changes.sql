-- Empties what is kept of changes of staged customers; that something was changed stays.
-- $staged  text  path of the customers
update customer_change
set before = null, after = null
where customer_id in (select customer_id from read_parquet($staged))
  and (is_own or field in ('name', 'phone', 'email', 'gender', 'birthday', 'city', 'tags', 'tier_floor', 'tier_floor_until'))

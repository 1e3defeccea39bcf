-- Adds the further columns of staged orders.
-- $staged  text  path of the rows
insert into order_fields
select version_id, cast(fields as json)
from read_parquet($staged)
where fields is not null
order by version_id

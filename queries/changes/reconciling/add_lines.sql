-- Keeps the lines of a comparison.
-- $staged             text  path of the lines, points in hundredths
-- $reconciliation_id  int   the comparison
insert into reconciliation_line
select
    cast($reconciliation_id as integer), cast(line_no as integer), customer_id,
    case when customer_id is null then customer_no end, state, from_hundredths(here), from_hundredths(there)
from read_parquet($staged)
order by line_no

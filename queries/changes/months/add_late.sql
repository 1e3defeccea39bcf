-- Notes the dates that late entries were said to have.
-- $staged   text  path of entry_id and business_at
-- $link_id  int   the link that seals them
insert into late_entry
select entry_id, business_at, link_id, late_entry_checksum(entry_id, business_at, link_id)
from (
    select entry_id, business_at, cast($link_id as bigint) as link_id
    from read_parquet($staged)
    order by entry_id
)

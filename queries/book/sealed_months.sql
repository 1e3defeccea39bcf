-- The checksums of closings, their lines and closings taken back that one link sealed, in its order.
-- $link_id  int  which
select checksum
from (
    select 1 as step, close_id as number, checksum
    from month_close
    where link_id = $link_id
    union all
    select 2 as step, place as number, checksum
    from month_line
    where link_id = $link_id
    union all
    select 3 as step, close_id as number, checksum
    from month_reopening
    where link_id = $link_id
) as sealed
order by step, number

-- Notes that a month is closed; its number is the next free one.
-- $month      date       its first day
-- $closed_at  timestamp  UTC
-- $actor      text       who closes it
-- $link_id    int        the link that seals it
insert into month_close
select close_id, month, closed_at, actor, link_id, month_close_checksum(close_id, month, closed_at, actor, link_id)
from (
    select
        (select cast(coalesce(max(close_id), 0) + 1 as integer) from month_close) as close_id,
        cast($month as date) as month, cast($closed_at as timestamp) as closed_at,
        cast($actor as varchar) as actor, cast($link_id as bigint) as link_id
)
returning close_id, checksum

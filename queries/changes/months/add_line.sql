-- Keeps one line of the figures of a closed month.
-- $close_id   int      the closing
-- $place      int      its order
-- $line       text     start, a kind, end, active or new
-- $points     decimal  signed
-- $entries    int      how many
-- $customers  int      how many
-- $link_id    int      the link that seals it
insert into month_line
select
    close_id, place, line, points, entries, customers, link_id,
    month_line_checksum(close_id, place, line, points, entries, customers, link_id)
from (
    select
        cast($close_id as integer) as close_id, cast($place as integer) as place, cast($line as varchar) as line,
        cast($points as decimal(18, 2)) as points, cast($entries as bigint) as entries,
        cast($customers as bigint) as customers, cast($link_id as bigint) as link_id
)
returning checksum

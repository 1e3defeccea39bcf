-- Takes a closing back.
-- $close_id     int        which
-- $reopened_at  timestamp  UTC
-- $actor        text       who takes it back
-- $reason       text       why
-- $link_id      int        the link that seals it
insert into month_reopening
select
    close_id, reopened_at, actor, reason, link_id,
    month_reopening_checksum(close_id, reopened_at, actor, reason, link_id)
from (
    select
        cast($close_id as integer) as close_id, cast($reopened_at as timestamp) as reopened_at,
        cast($actor as varchar) as actor, cast($reason as varchar) as reason, cast($link_id as bigint) as link_id
)
returning checksum

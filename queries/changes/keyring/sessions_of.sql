-- One row per session of a user that lasts, the one in use last first.
-- $user_name   text
-- $at          bigint  now
-- $idle_since  bigint  a session not seen since then has ended
select digest, address, agent, created_at, seen_at
from session
where user_name = $user_name and ends_at > $at and seen_at > $idle_since
order by seen_at desc, created_at desc, digest

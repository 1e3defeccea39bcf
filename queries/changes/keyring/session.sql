-- One row at most: the session of a token while it lasts, whether its password must be changed, from where,
-- and when it began.
-- $digest      text
-- $at          bigint  now
-- $idle_since  bigint  a session not seen since then has ended
-- Whoever came with a company account may have none.
select s.user_name, s.seen_at, coalesce(c.must_change, 0), s.address, s.created_at
from session as s
left join credential as c on c.user_name = s.user_name
where s.digest = $digest and s.ends_at > $at and s.seen_at > $idle_since

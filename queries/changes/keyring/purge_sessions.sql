-- Forgets the sessions that have ended.
-- $at          bigint  now
-- $idle_since  bigint
delete from session where ends_at <= $at or seen_at <= $idle_since

-- Forgets tries that nobody repeated since.
-- $before  bigint
delete from failed_try where last_at < $before

-- Notes that a session is in use.
-- $digest  text
-- $at      bigint
update session set seen_at = $at where digest = $digest

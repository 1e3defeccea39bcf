-- Ends one session.
-- $digest  text
delete from session where digest = $digest

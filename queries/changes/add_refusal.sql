-- Adds one row to the refusals.
-- $refusal_id   int        the next number
-- $recorded_at  timestamp  UTC, the first of those counted
-- $last_at      timestamp  UTC, the last of them
-- $times        int        how many
-- $command      text       what was refused
-- $actor        text       to whom
-- $code         text       which refusal
-- $details      json       from where, and the values that are not personal
-- $chain        text       sha256 over the chain before and this row
insert into audit_refusal
values ($refusal_id, $recorded_at, $last_at, $times, $command, $actor, $code, $details, $chain)

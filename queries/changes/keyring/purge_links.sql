-- Forgets the links that have ended.
-- $at  bigint  now
delete from link where ends_at <= $at

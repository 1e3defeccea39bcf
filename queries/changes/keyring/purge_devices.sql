-- Forgets browsers not seen since.
-- $before  bigint
delete from device where seen_at < $before

-- Adds a one-time link.
-- $digest     text
-- $user_name  text
-- $ends_at    bigint
insert into link (digest, user_name, ends_at) values ($digest, $user_name, $ends_at)

-- Begins a session.
-- $digest     text
-- $user_name  text
-- $at         bigint
-- $ends_at    bigint
-- $address    text
-- $agent      text
insert into session (digest, user_name, created_at, seen_at, ends_at, address, agent)
values ($digest, $user_name, $at, $at, $ends_at, $address, $agent)

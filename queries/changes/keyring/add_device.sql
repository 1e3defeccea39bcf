-- Remembers a browser.
-- $digest     text
-- $user_name  text
-- $at         bigint
insert into device (digest, user_name, seen_at) values ($digest, $user_name, $at)
on conflict (digest) do update set user_name = excluded.user_name, seen_at = excluded.seen_at

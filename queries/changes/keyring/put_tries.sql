-- Notes one more try.
-- $user_name  text
-- $place      text
-- $tries      int
-- $at         bigint
insert into failed_try (user_name, place, tries, last_at) values ($user_name, $place, $tries, $at)
on conflict (user_name, place) do update set tries = excluded.tries, last_at = excluded.last_at

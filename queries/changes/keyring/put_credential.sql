-- Sets the password of one user.
-- $user_name      text
-- $password_hash  text
-- $must_change    bool
-- $at             bigint
-- $ends_at        bigint  null = never
insert into credential (user_name, password_hash, must_change, set_at, ends_at)
values ($user_name, $password_hash, $must_change, $at, $ends_at)
on conflict (user_name) do update set
    password_hash = excluded.password_hash, must_change = excluded.must_change,
    set_at = excluded.set_at, ends_at = excluded.ends_at

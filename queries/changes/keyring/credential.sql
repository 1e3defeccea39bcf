-- One row at most: the password of one user.
-- $user_name  text
select password_hash, must_change, set_at, ends_at, signed_in_at from credential where user_name = $user_name

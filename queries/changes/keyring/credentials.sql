-- One row per user who has a password.
select user_name, must_change, ends_at, signed_in_at from credential

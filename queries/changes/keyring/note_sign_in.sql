-- Notes when a user signed in last.
-- $user_name  text
-- $at         bigint
update credential set signed_in_at = $at where user_name = $user_name

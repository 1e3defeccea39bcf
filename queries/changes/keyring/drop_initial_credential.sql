-- Forgets a password that somebody else made for a user and that was never changed.
-- $user_name  text
delete from credential where user_name = $user_name and must_change = 1

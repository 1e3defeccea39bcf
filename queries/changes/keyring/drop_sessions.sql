-- Ends the sessions of one user.
-- $user_name  text
delete from session where user_name = $user_name

-- Forgets the password of one user.
-- $user_name  text
delete from credential where user_name = $user_name

-- Forgets the links of one user.
-- $user_name  text
delete from link where user_name = $user_name

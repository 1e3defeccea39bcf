-- Forgives the tries of one user from one place.
-- $user_name  text
-- $place      text
delete from failed_try where user_name = $user_name and place = $place

-- One row at most: how often in a row a user was tried from a place in vain, and when last.
-- $user_name  text
-- $place      text
select tries, last_at from failed_try where user_name = $user_name and place = $place

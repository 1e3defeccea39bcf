-- One row at most: the browser, if this user has signed in with it before.
-- $digest     text
-- $user_name  text
select digest from device where digest = $digest and user_name = $user_name

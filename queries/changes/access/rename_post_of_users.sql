-- Gives all users who hold a post its new name.
-- $name     text  as it is from now on
-- $earlier  text  as it was
update app_user set post = $name
where post = $earlier

-- Forgets an import profile.
-- $name  text
delete from import_profile
where name = $name

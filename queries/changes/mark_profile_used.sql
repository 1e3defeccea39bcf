-- Notes when an import profile was used last.
-- $name     text
-- $used_at  timestamp  UTC
update import_profile
set used_at = $used_at
where name = $name

-- Writes one role.
-- $role         text
-- $rights       text     words separated by commas
-- $entry_limit  decimal
-- $batch_limit  decimal
-- $day_limit    decimal
-- $scope        text     all, department or own
insert into role (role, rights, entry_limit, batch_limit, day_limit, scope)
values ($role, $rights, $entry_limit, $batch_limit, $day_limit, $scope)
on conflict (role) do update set
    rights = excluded.rights,
    entry_limit = excluded.entry_limit,
    batch_limit = excluded.batch_limit,
    day_limit = excluded.day_limit,
    scope = excluded.scope

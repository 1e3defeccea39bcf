-- Writes one role.
-- $role         text
-- $rights       text     words separated by commas
-- $entry_limit  decimal
-- $batch_limit  decimal
-- $day_limit    decimal
insert into role (role, rights, entry_limit, batch_limit, day_limit)
values ($role, $rights, $entry_limit, $batch_limit, $day_limit)
on conflict (role) do update set
    rights = excluded.rights,
    entry_limit = excluded.entry_limit,
    batch_limit = excluded.batch_limit,
    day_limit = excluded.day_limit

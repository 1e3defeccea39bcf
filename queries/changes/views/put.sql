-- Keeps a view, or what it is now.
-- $view_id    bigint     which
-- $page       text       of which page
-- $name       text       what it is called
-- $owner      text       whose
-- $is_shared  bool       whether others see it
-- $query      json       what the address says
-- $now        timestamp  UTC
insert into saved_view
values ($view_id, $page, $name, $owner, $is_shared, $query, $now, $now)
on conflict (view_id) do update
set name = excluded.name, is_shared = excluded.is_shared, query = excluded.query, updated_at = excluded.updated_at

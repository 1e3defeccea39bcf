-- One row per saved view, by name: whose it is, of which page, and its filters.
-- $viewer   text    shared ones and those of this user, null = all
-- $view_id  bigint  this one alone, null = all
select view_id, page, name, owner, is_shared, cast(query as varchar) as query, created_at, updated_at
from saved_view
where (cast($viewer as varchar) is null or is_shared or owner = cast($viewer as varchar))
  and (cast($view_id as bigint) is null or view_id = cast($view_id as bigint))
order by name, view_id

-- Forgets a view.
-- $view_id  bigint  which
delete from saved_view
where view_id = $view_id

-- Adds one post; its number is the next free one.
-- $name  text
insert into post (post_id, name, is_open)
select coalesce(max(post_id), 0) + 1, $name, true from post
returning post_id

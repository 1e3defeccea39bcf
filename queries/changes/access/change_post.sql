-- Renames, closes or opens one post.
-- $post_id  int
-- $name     text
-- $is_open  bool
update post set name = $name, is_open = $is_open
where post_id = $post_id

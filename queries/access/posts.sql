-- One row per post, open or closed, with the active users who hold it, by name.
select
    post.post_id, post.name, post.is_open, cast(coalesce(held.user_count, 0) as bigint) as user_count
from post
left join (
    select post as name, cast(count(*) as bigint) as user_count
    from app_user
    where is_active
    group by post
) as held on held.name = post.name
order by post.name, post.post_id

-- Adds one signed list of rights; its number and checksum.
-- $recorded_at  timestamp  UTC
-- $actor        text       who signed
-- $users        int        of how many users
-- $grants       int        rows of the list
-- $unused       int        of them, not used for a long time
-- $list         json       the list
-- $link_id      int        the link that seals it
insert into permission_review
select
    review_id, recorded_at, actor, users, grants, unused, list, link_id,
    review_checksum(review_id, recorded_at, actor, users, grants, unused, list, link_id)
from (
    select
        (select cast(count(*) as bigint) + 1 from permission_review) as review_id,
        cast($recorded_at as timestamp) as recorded_at, cast($actor as varchar) as actor,
        cast($users as bigint) as users, cast($grants as bigint) as grants, cast($unused as bigint) as unused,
        cast($list as json) as list, cast($link_id as bigint) as link_id
)
returning review_id, checksum

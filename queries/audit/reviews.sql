-- One row per signed review of rights, the newest first.
select review_id, recorded_at, actor, users, grants, unused
from permission_review
order by review_id desc

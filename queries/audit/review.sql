-- The list of one signed review of rights, or no row.
-- $review_id  int  which
select cast(list as varchar) as list
from permission_review
where review_id = $review_id

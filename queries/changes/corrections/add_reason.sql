-- Offers one more reason for a way of changing points.
-- $way     text  the way
-- $reason  text  the word
insert into reason_choice
select coalesce(max(reason_id), 0) + 1, cast($way as varchar), cast($reason as varchar), true
from reason_choice
